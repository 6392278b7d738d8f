"""Fields of resumable uploads for HTTP (draft-ietf-httpbis-resumable-upload, interop version 8). Pure.

Creation is careful: bytes may come with the request or not, and its answer says where to go on (no 104).
"""

import re
from dataclasses import dataclass

INTEROP_VERSION = 8

PARTIAL = "application/partial-upload"
"""Media type of a piece."""

IANA = "https://iana.org/assignments/http-problem-types#"
"""What the types of the draft's problems begin with."""

DIGITS_MAX = 18
"""Of a number of bytes."""


class UploadFieldError(ValueError):
    """A field is out of form; `str()` says which, and the form."""


def is_complete(value: str | None) -> bool:
    """Return what `Upload-Complete` says; a request without it brings all of its bytes."""
    if value is None or value.strip() == "?1":
        return True
    if value.strip() == "?0":
        return False
    raise UploadFieldError("Upload-Complete is ?0 or ?1")


def byte_count(name: str, value: str | None) -> int | None:
    """Return a number of bytes that a field says; None where it says nothing."""
    if value is None:
        return None
    if not re.fullmatch(rf"[0-9]{{1,{DIGITS_MAX}}}", value.strip()):
        raise UploadFieldError(f"{name} is a number of bytes")
    return int(value)


def boolean(value: bool) -> str:
    """Return a boolean as structured fields have it."""
    return "?1" if value else "?0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What `Upload-Limit` says."""

    size_max: int
    age_max: int
    """Seconds for which an upload waits to be gone on with."""

    def field(self) -> str:
        """Return the field's value."""
        return f"max-size={self.size_max}, max-age={self.age_max}"


def inconsistent(*, length: int | None, end: int, complete: bool) -> str | None:
    """Return how the bytes that came contradict the length that was said; None if they do not.

    Args:
        length: of the whole, where it was said.
        end: how many bytes there are after this request.
        complete: whether it was the last one.
    """
    if length is None or (end == length if complete else end <= length):
        return None
    return f"{end} bytes are {'all' if complete else 'not all'}, and Upload-Length said {length}"
