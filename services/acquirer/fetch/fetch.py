"""The fetching of one file: whole, of one version, checked against all that its provider says. Blocks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from services.acquirer.feeds.model import Feed, Sidecars
from services.acquirer.fetch.digest import Digest
from services.acquirer.fetch.failure import of_provider, of_source
from services.acquirer.fetch.sidecar import SIDECAR_BYTES_MAX, Checksum, SidecarError, parse_sidecar
from services.acquirer.fetch.spool import Spool, SpooledBytes, spool_path
from services.acquirer.look.granule import sidecar_of
from services.acquirer.records.record import NamedFile
from services.acquirer.sources.port import Source
from shared.heads.quarantine import Policy
from shared.model.entry import Fingerprint
from shared.model.errors import OperatorError
from shared.model.impostors import ImpostorKind, impostor
from shared.roots.errors import ChangedError
from shared.roots.port import Stat
from shared.roots.posix.files.port import WritableFile

PAGES = (".html", ".htm", ".xhtml", ".php")
"""Ends of names whose files are pages."""


class StoppedError(Exception):
    """The process is told to stop: what has come is kept."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """Bytes that are here, whole."""

    path: str
    """In the root's control directory."""
    hashed: Fingerprint
    """Of its file, when all of its bytes were hashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that is here, whole and checked."""

    path: str
    """At the provider."""
    spooled: Spooled
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
            checksum = told.checksum if told is not None else self._checksum(path, listed, tell)
            spooled, digest = self._bytes(stat, checksum, tell)
            self._demand_same(stat, spooled)
        except OperatorError as error:
            tell(f"failed: {error}")
            raise of_source(error) from error
        return self._checked(stat, spooled, digest)

    def _demand_same(self, stat: Stat, spooled: Spooled) -> None:
        if self.source.reads_one_version and stat.version:
            return
        after = self.source.stat(stat.path)
        if (after.size, after.version) != (stat.size, stat.version):
            self.spool.drop(spooled.path)
            raise ChangedError(f"{stat.path} changed while it was fetched")

    def _bytes(
        self, stat: Stat, checksum: Checksum | None, tell: Callable[[str], None]
    ) -> tuple[Spooled, Digest]:
        """Bring all bytes of one version into the spool."""
        path = spool_path(self.name, stat)
        start = self.spool.size(path) if stat.version else 0
        if start > stat.size:
            start = 0
        try:
            return self._read(stat, path, start, Digest(checksum), tell)
        except ChangedError:
            if not start:
                self.spool.drop(path)
                raise
            return self._read(stat, path, 0, Digest(checksum), tell)

    def _read(
        self, stat: Stat, path: str, start: int, digest: Digest, tell: Callable[[str], None]
    ) -> tuple[Spooled, Digest]:
        for data in self.spool.read(path, start) if start else ():
            digest.update(data)
        with self.spool.go_on(path, after=start) if start else self.spool.begin(path) as file:
            if start == stat.size and start:
                tell(f"read {stat.path}: all {start} bytes are here already")
            else:
                tell(f"read {stat.path} from byte {start}")
                self._read_on(stat, file, start, digest)
                tell(f"{digest.size - start} bytes came")
            hashed = file.status().fingerprint
        if digest.size != stat.size:
            self.spool.drop(path)
            more = "more" if digest.size > stat.size else f"{digest.size}"
            raise ChangedError(f"{stat.path} was said to have {stat.size} bytes, and {more} came")
        return Spooled(path, hashed), digest

    def _read_on(self, stat: Stat, file: WritableFile, start: int, digest: Digest) -> None:
        for data in self.source.read(stat.path, start=start, stat=stat):
            digest.update(data)
            if digest.size > stat.size:
                return
            self.spool.write(file, data)
            if self.stopped():
                raise StoppedError

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

    def _checked(self, stat: Stat, spooled: Spooled, digest: Digest) -> Fetched:
        checksum = digest.checksum
        if checksum is not None and digest.mismatch:
            self.spool.drop(spooled.path)
            raise of_provider(
                f"{checksum.algorithm} of {stat.path} is {digest.mismatch}, its {checksum.said_by} says "
                f"{checksum.value}"
            )
        self._demand_no_impostor(stat, spooled, digest.head)
        return Fetched(
            path=stat.path,
            spooled=spooled,
            content=digest.content,
            size=stat.size,
            mtime_ns=stat.mtime_ns,
            checked_by="" if checksum is None else checksum.algorithm,
        )

    def _demand_no_impostor(self, stat: Stat, spooled: Spooled, head: bytes) -> None:
        name = stat.path.rpartition("/")[2]
        found = impostor(head, stat.size)
        if found is not None and found.certain:
            page = found.kind is ImpostorKind.WEB_PAGE
            if not (page and (self.feed.pages or name.lower().endswith(PAGES))):
                self.spool.drop(spooled.path)
                raise of_provider(f"{stat.path}: {found.detail}")
        read = SpooledBytes(self.spool.files, spooled.path, stat.size)
        broken = self.policy.problem_of(read, name, replaces_whole=False)
        if broken is not None:
            self.spool.drop(spooled.path)
            raise of_provider(f"{stat.path} looks broken ({broken.code.value}): {broken.detail}")
