"""Bounds of the numbers that travel and are kept: no peer or file system names one that breaks a reader.

SQLite keeps integers of 64 bits with a sign (https://www.sqlite.org/datatype3.html), and Python takes any
length: a number that nobody bounded ends the process that is the first to keep it.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
"""What SQLite keeps."""

UINT64_MAX = 2**64 - 1
"""The largest inode number: mergerfs, NFS and cluster file systems use all 64 bits of `ino_t`."""

FILE_BYTES_MAX = 2**53 - 1
"""Bytes of one file: the largest integer that every reader of JSON keeps exactly (RFC 8259, 6). 8 PiB."""

VERSION_MAX = 2**31 - 1
"""Of a schema: more is no version."""

ByteCount = Annotated[int, Field(ge=0, le=FILE_BYTES_MAX)]
"""Bytes of one file."""

ByteTotal = Annotated[int, Field(ge=0, le=INT64_MAX)]
"""Bytes of many files, or sent in the life of a process and those before it."""

Count = Annotated[int, Field(ge=0, le=INT64_MAX)]
"""How many there are; 0 where there are none. Sequences of streams and batches count from 1."""

Revision = Annotated[int, Field(ge=1, le=INT64_MAX)]
"""Of a log: the stream sequence of a commit."""

Nanoseconds = Annotated[int, Field(ge=INT64_MIN, le=INT64_MAX)]
"""Since 1970-01-01 UTC, without leap seconds: from 1677-09-21 to 2262-04-11."""

InodeNumber = Annotated[int, Field(ge=0, le=UINT64_MAX)]

SchemaVersion = Annotated[int, Field(ge=0, le=VERSION_MAX)]


YEARS = range(2, 9999)
"""Of an instant that travels: in the first and last year, another time zone may have no date."""


def _in_years(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError(f"the year {at.year} is not within {YEARS.start} to {YEARS.stop - 1}")
    return at


Instant = Annotated[datetime, AfterValidator(_in_years)]
"""A date and time that can be shown in every time zone."""


def nearest_nanoseconds(time_ns: int) -> int:
    """Return the `Nanoseconds` nearest to a time: file systems keep times from 1901 to 2446 and beyond."""
    return min(max(time_ns, INT64_MIN), INT64_MAX)


def signed64(number: int) -> int:
    """Return the number of 64 bits without a sign as SQLite keeps it: in two's complement."""
    return number - 2**64 if number > INT64_MAX else number


def unsigned64(kept: int) -> int:
    """Return what `signed64` was given."""
    return kept + 2**64 if kept < 0 else kept
