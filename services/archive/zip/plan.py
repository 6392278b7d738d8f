"""The plan of a zip: its members, their names and the manifest. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.archive.derive.job import CatalogueJob, Job, UnpackJob
from services.archive.query.contents import Content
from shared.web.archives.zip_form import ZipForm

MANIFEST = "MANIFEST.csv"
HEAD = ("file", "status", "size", "md5", "blake3", "frame", "version", "source", "reason")

MODE = 0o644
NANOSECONDS = 1_000_000_000

PACKED = ".fz"

REDUCED = 91
"""OCS' reduction level of a final image, the only one with a catalogue."""

EXPOSURE = "EXPOSE"


class ZipError(ValueError):
    """Such a zip is not made; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of a zip."""

    name: str
    size: int
    mtime_ns: int
    mode: int = MODE


@dataclass(frozen=True, slots=True)
class Planned:
    """A frame of a zip: its bytes as they are, or what a job makes of them."""

    content: Content
    name: str
    job: Job | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole zip."""

    folder: str
    """In which all of it lies."""
    mtime_ns: int
    files: tuple[Planned, ...]
    length: int | None
    """Bytes; None where it is not known before all is made."""

    def member(self, name: str, size: int) -> Member:
        """Return a member of it."""
        return Member(name=f"{self.folder}/{name}", size=size, mtime_ns=self.mtime_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a frame."""

    planned: Planned
    size: int = 0
    md5: str = ""
    blake3: str = ""
    reason: str = ""
    """Why it was left out; empty where it was told."""


def plan_of(
    contents: Sequence[Content],
    *,
    base: str,
    now: datetime,
    unpack: bool,
    catalogues: bool,
    files_max: int,
    bytes_max: int,
    unpacked_max: int,
) -> Plan:
    """Return the plan of a zip of contents.

    Raises:
        ZipError: it would be larger than one may be.
    """
    files = tuple(_planned(one, unpack=unpack, catalogues=catalogues) for one in contents)
    size = sum(one.size for one in contents)
    if len(files) > files_max or size > bytes_max:
        raise ZipError(
            f"{len(files)} files of {size} bytes: a zip has {files_max} of {bytes_max} at most; ask for parts"
        )
    if sum(isinstance(one.job, UnpackJob) for one in files) > unpacked_max:
        raise ZipError(f"uncompress: at most {unpacked_max} files are unpacked for one zip")
    folder = f"{base}-{now.astimezone(UTC):%Y%m%d}-{len(files)}"
    plan = Plan(folder=folder, mtime_ns=int(now.timestamp()) * NANOSECONDS, files=files, length=None)
    if any(one.job is not None for one in files):
        return plan
    told = [as_it_is(one) for one in files]
    members = [plan.member(one.name, one.content.size) for one in files]
    length = ZipForm().length([*members, plan.member(MANIFEST, len(manifest(told)))])
    return Plan(folder=folder, mtime_ns=plan.mtime_ns, files=files, length=length)


def as_it_is(planned: Planned) -> Told:
    """Return what becomes of a frame whose bytes are told as they are."""
    one = planned.content
    return Told(planned=planned, size=one.size, md5=one.md5, blake3=one.content)


def manifest(told: Sequence[Told]) -> bytes:
    """Return the last member: a line for each frame, in CSV (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for one in told:
        content = one.planned.content
        status = "left out" if one.reason else "stored" if one.planned.job is None else one.planned.job.kind
        place = (content.frame, content.version, content.path)
        writer.writerow((one.planned.name, status, one.size, one.md5, one.blake3, *place, one.reason))
    return out.getvalue().encode()


def _planned(content: Content, *, unpack: bool, catalogues: bool) -> Planned:
    is_reduced = content.reduction_level == REDUCED and content.configuration_type == EXPOSURE
    if catalogues and is_reduced:
        return Planned(content, f"{content.basename}-catalog.fits", CatalogueJob())
    if unpack and content.extension.endswith(PACKED):
        return Planned(content, content.name.removesuffix(PACKED), UnpackJob())
    return Planned(content, content.name)
