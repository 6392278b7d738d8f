"""Errors of roots for the answers of an S3 store, and for the way to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from shared.roots.errors import (
    ChangedError,
    DeniedError,
    MissingError,
    NoSpaceError,
    StorageError,
    UnreachableError,
)
from shared.roots.remote.certificates import certificate_error

HTTP_INSUFFICIENT_STORAGE = 507
HTTP_NOT_IMPLEMENTED = 501
BUSY = range(500, 600)


class NotImplementedByStoreError(StorageError):
    """The store does not know the request, and will not know it later."""


CODES: Mapping[str, tuple[type[StorageError], str]] = {
    "404": (MissingError, "nothing is at {path!r}"),
    "NoSuchKey": (MissingError, "nothing is at {path!r}"),
    "NoSuchBucket": (StorageError, "there is no such bucket: make it, or correct the address"),
    "412": (ChangedError, "{path!r} is another version than the one that was to be there"),
    "PreconditionFailed": (ChangedError, "{path!r} is another version than the one that was to be there"),
    # Two conditional writes at one moment: the other one went through.
    "409": (ChangedError, "{path!r} is being written by somebody else"),
    "ConditionalRequestConflict": (ChangedError, "{path!r} is being written by somebody else"),
    "403": (DeniedError, "the store does not let us reach {path!r}: see the rights of its keys"),
    "AccessDenied": (DeniedError, "the store does not let us reach {path!r}: see the rights of its keys"),
    "InvalidAccessKeyId": (DeniedError, "the store does not know the access key: see the settings"),
    "SignatureDoesNotMatch": (
        DeniedError,
        "the store takes the secret key for a wrong one: see the settings",
    ),
    "QuotaExceeded": (NoSpaceError, "no room for {path!r}: the quota of the store is used up"),
    "XMinioStorageFull": (NoSpaceError, "no room for {path!r}: the store is full"),
    "InsufficientStorage": (NoSpaceError, "no room for {path!r}: the store is full"),
    "EntityTooLarge": (NoSpaceError, "{path!r} is larger than the store takes"),
}
"""The code of an answer, or its HTTP status where HEAD has no code."""


@contextmanager
def told_as_roots_do(path: str) -> Iterator[None]:
    """Raise errors of roots for what botocore raises inside.

    Raises:
        StorageError: the class says what it was; `UnreachableError` where no answer came.
    """
    try:
        yield
    except ClientError as error:
        raise _translated(error, path) from error
    except (BotoCoreError, OSError) as error:
        untrusted = certificate_error(error, path)
        if untrusted is not None:
            raise untrusted from error
        raise UnreachableError(f"the store did not answer for {path!r}: {error}") from error


def _translated(error: ClientError, path: str) -> StorageError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in CODES:
        kind, words = CODES[code]
        return kind(words.format(path=path))
    if status == HTTP_INSUFFICIENT_STORAGE:
        return NoSpaceError(f"no room for {path!r}: the store is full")
    message = error.response.get("Error", {}).get("Message", "")
    if status == HTTP_NOT_IMPLEMENTED:
        return NotImplementedByStoreError(f"the store cannot do what {path!r} needs: {message or code}")
    if status in BUSY:
        return UnreachableError(f"the store could not answer for {path!r} now ({status} {code})")
    return StorageError(f"the store refused {path!r}: {code} {message}")
