"""The fetching of one file: whole, of one version, checked against all that its provider says. Blocks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

from services.acquirer.feeds.model import Feed, Sidecars
from services.acquirer.fetch.failure import of_provider, of_site, of_source
from services.acquirer.fetch.sidecar import (
    ALGORITHMS,
    SIDECAR_BYTES_MAX,
    Checksum,
    SidecarError,
    parse_sidecar,
)
from services.acquirer.fetch.spool import Spool, SpooledBytes, blocks
from services.acquirer.look.granule import sidecar_of
from services.acquirer.records.record import NamedFile
from services.acquirer.sources.port import Source
from shared.heads.quarantine import Policy
from shared.model.errors import OperatorError
from shared.model.impostors import HEAD_BYTES, ImpostorKind, impostor
from shared.roots.errors import ChangedError
from shared.roots.port import Stat

PAGES = (".html", ".htm", ".xhtml", ".php")
"""Ends of names whose files are pages."""


class StoppedError(Exception):
    """The process is told to stop: what has come is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that is here, whole and checked."""

    path: str
    """At the provider."""
    spooled: Path
    content: str
    """BLAKE3-256, hexadecimal."""
    size: int
    mtime_ns: int
    checked_by: str
    """The algorithm of the provider's checksum; empty: it gave none, and the size alone was checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches files of one feed.

    The lines that `tell` gets are the conversation: what was asked, and what came of it, without secrets.
    """

    name: str
    """Of the feed."""
    feed: Feed
    source: Source
    spool: Spool
    policy: Policy
    """Of the site's quarantine: what it would keep back is not published in the first place."""
    stopped: Callable[[], bool]
    told: Callable[[str], NamedFile | None] = lambda _: None
    """What a delivery record says of a file."""

    def fetch(self, path: str, *, listed: Collection[str], tell: Callable[[str], None]) -> Fetched:
        """Fetch one file.

        Raises:
            GranuleError: it cannot be had now; whose fault it is, and why.
            StoppedError: the process ends.
        """
        try:
            stat = self.source.stat(path)
            tell(f"stat {path}: {stat.size} bytes, {stat.version or 'no version'}")
            if stat.size > self.feed.file_bytes_max:
                raise of_provider(
                    f"{path} has {stat.size} bytes; file_bytes_max allows {self.feed.file_bytes_max}"
                )
            told = self.told(path)
            if told is not None and told.size != stat.size:
                raise of_provider(f"{path} has {stat.size} bytes, and its record says {told.size}")
            spooled = self._bytes(stat, tell)
            checksum = told.checksum if told is not None else self._checksum(path, listed, tell)
            self._demand_same(stat, spooled)
        except OperatorError as error:
            tell(f"failed: {error}")
            raise of_source(error) from error
        except OSError as error:
            raise of_site(f"the spool in {self.spool.directory} cannot be written: {error}") from error
        return self._checked(stat, spooled, checksum)

    def _demand_same(self, stat: Stat, spooled: Path) -> None:
        if self.source.reads_one_version and stat.version:
            return
        after = self.source.stat(stat.path)
        if (after.size, after.version) != (stat.size, stat.version):
            self.spool.drop(spooled)
            raise ChangedError(f"{stat.path} changed while it was fetched")

    def _bytes(self, stat: Stat, tell: Callable[[str], None]) -> Path:
        """Bring all bytes of one version into the spool."""
        spooled = self.spool.path(self.name, stat)
        start = self.spool.size(spooled) if stat.version else 0
        if start == stat.size and start:
            tell(f"read {stat.path}: all {start} bytes are here already")
            return spooled
        try:
            self._read(stat, spooled, start if start < stat.size else 0, tell)
        except ChangedError:
            if not start:
                self.spool.drop(spooled)
                raise
            self._read(stat, spooled, 0, tell)
        return spooled

    def _read(self, stat: Stat, spooled: Path, start: int, tell: Callable[[str], None]) -> None:
        tell(f"read {stat.path} from byte {start}")
        size = start
        with spooled.open("ab" if start else "wb") as file:
            for data in self.source.read(stat.path, start=start, stat=stat):
                size += len(data)
                if size > stat.size:
                    break
                file.write(data)
                if self.stopped():
                    raise StoppedError
        tell(f"{size - start} bytes came")
        if size != stat.size:
            self.spool.drop(spooled)
            more = "more" if size > stat.size else f"{size}"
            raise ChangedError(f"{stat.path} was said to have {stat.size} bytes, and {more} came")

    def _checksum(self, path: str, listed: Collection[str], tell: Callable[[str], None]) -> Checksum | None:
        if self.feed.sidecars is Sidecars.OFF:
            return None
        sidecar = sidecar_of(path, listed)
        if sidecar is None:
            return None
        stat = self.source.stat(sidecar)
        if stat.size > SIDECAR_BYTES_MAX:
            raise of_provider(f"{sidecar} has {stat.size} bytes: no list of checksums is so long")
        data = b"".join(self.source.read(sidecar, start=0, stat=stat))
        try:
            found = parse_sidecar(sidecar, path.rpartition("/")[2], data)
        except SidecarError as error:
            raise of_provider(str(error)) from error
        tell(f"{sidecar} says {found.algorithm} {found.value}")
        return found

    def _checked(self, stat: Stat, spooled: Path, checksum: Checksum | None) -> Fetched:
        name = stat.path.rpartition("/")[2]
        hasher = blake3()
        theirs = None if checksum is None else ALGORITHMS[checksum.algorithm]()
        head = b""
        for data in blocks(spooled):
            head = head or data.lstrip()[:HEAD_BYTES]  # a page may begin with any number of blanks
            hasher.update(data)
            if theirs is not None:
                theirs.update(data)
        if checksum is not None and theirs is not None and theirs.hexdigest() != checksum.value:
            self.spool.drop(spooled)
            raise of_provider(
                f"{checksum.algorithm} of {stat.path} is {theirs.hexdigest()}, its {checksum.said_by} says "
                f"{checksum.value}"
            )
        self._demand_no_impostor(stat, spooled, name, head)
        return Fetched(
            path=stat.path,
            spooled=spooled,
            content=hasher.hexdigest(),
            size=stat.size,
            mtime_ns=stat.mtime_ns,
            checked_by="" if checksum is None else checksum.algorithm,
        )

    def _demand_no_impostor(self, stat: Stat, spooled: Path, name: str, head: bytes) -> None:
        found = impostor(head, stat.size)
        if found is not None and found.certain:
            page = found.kind is ImpostorKind.WEB_PAGE
            if not (page and (self.feed.pages or name.lower().endswith(PAGES))):
                self.spool.drop(spooled)
                raise of_provider(f"{stat.path}: {found.detail}")
        broken = self.policy.problem_of(SpooledBytes(spooled, stat.size), name, replaces_whole=False)
        if broken is not None:
            self.spool.drop(spooled)
            raise of_provider(f"{stat.path} looks broken ({broken.code.value}): {broken.detail}")
