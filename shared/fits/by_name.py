"""The claim of a name to be that of a FITS file.

`.fit` claims nothing: sports watches write other files under it. By their bytes such files are known all
the same.
"""

from enum import StrEnum

from shared.model.impostors import PARTIAL_SUFFIXES


class Form(StrEnum):
    """The wrappings of FITS bytes."""

    PLAIN = "plain"
    FPACK = "fpack"
    """Images compressed in tables, which is plain FITS by its bytes (FITS 4.0, 10)."""
    GZIP = "gzip"
    TAR = "tar"


_PLAIN = (".fits", ".fts")
_FPACK = tuple(f"{suffix}.fz" for suffix in (*_PLAIN, ".fit"))
_GZIP = tuple(f"{suffix}.gz" for suffix in (*_PLAIN, ".fit"))
_TAR = (".tar.gz", ".tgz")


def claimed(name: str) -> Form | None:
    """Return the form that a name or path claims, None where it claims none."""
    base = name.rpartition("/")[2].lower()
    if base.endswith(_FPACK):
        return Form.FPACK
    if base.endswith(_GZIP):
        return Form.GZIP
    return Form.PLAIN if base.endswith(_PLAIN) else None


def may_hold(name: str) -> bool:
    """Tell whether a name is that of a packed archive, in which there may be a FITS file."""
    return name.lower().endswith(_TAR)


def is_partial(name: str) -> bool:
    """Tell whether a name is that of an unfinished download of a FITS file."""
    whole, _, suffix = name.rpartition(".")
    return suffix.lower() in PARTIAL_SUFFIXES and claimed(whole) is not None
