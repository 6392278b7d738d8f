"""The fetching of one file: whole, of one version, checked against all that its provider says. Blocks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from services.acquirer.feeds.model import Feed, Sidecars
from services.acquirer.fetch.arrival import Arrival, Expected
from services.acquirer.fetch.digest import Digest
from services.acquirer.fetch.failure import GranuleError, of_provider, of_source
from services.acquirer.fetch.sidecar import SIDECAR_BYTES_MAX, Checksum, SidecarError, parse_sidecar
from services.acquirer.fetch.spool import Spool, SpooledBytes
from services.acquirer.look.granule import sidecar_of
from services.acquirer.records.record import NamedFile
from services.acquirer.sources.port import Source
from services.acquirer.sources.whole import TooLargeError, read_whole
from shared.heads.quarantine import Policy
from shared.model.entry import Fingerprint
from shared.model.errors import OperatorError
from shared.model.impostors import ImpostorKind, impostor
from shared.roots.errors import ChangedError
from shared.roots.port import Stat

PAGES = (".html", ".htm", ".xhtml", ".php")
"""Ends of names whose files are pages."""

PAGE_TYPES = ("text/html", "application/xhtml+xml")
"""What servers call pages."""


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
            told = self.told(path)
            expected = Expected(
                feed=self.name,
                size_max=self.feed.file_bytes_max,
                size=None if told is None else told.size,
                checksum=self._checksum(path, listed, tell) if told is None else told.checksum,
            )
            return self._checked(self._arrived(path, expected, tell))
        except OperatorError as error:
            tell(f"failed: {error}")
            raise of_source(error) from error

    def _arrived(self, path: str, expected: Expected, tell: Callable[[str], None]) -> Arrival:
        """Bring all bytes of one version into the spool; what goes on and fails is begun anew."""
        try:
            with Arrival(self.spool, expected, tell, self.stopped) as arrival:
                self.source.bring(path, arrival)
        except ChangedError:
            arrival.drop()
            if not arrival.start:
                raise
            return self._arrived(path, expected, tell)
        return arrival

    def _checksum(self, path: str, listed: Collection[str], tell: Callable[[str], None]) -> Checksum | None:
        if self.feed.sidecars is Sidecars.OFF:
            return None
        sidecar = sidecar_of(path, listed)
        if sidecar is None:
            return None
        tell(f"read {sidecar}")
        try:
            data = read_whole(self.source, sidecar, size_max=SIDECAR_BYTES_MAX)
        except TooLargeError as error:
            raise of_provider(f"{sidecar} has {error.size} bytes: no list of checksums is so long") from error
        try:
            found = parse_sidecar(sidecar, path.rpartition("/")[2], data)
        except SidecarError as error:
            raise of_provider(str(error)) from error
        tell(f"{sidecar} says {found.algorithm} {found.value}")
        return found

    def _checked(self, arrived: Arrival) -> Fetched:
        stat, digest = arrived.stat, arrived.digest
        assert stat is not None, "it has arrived"
        assert arrived.hashed is not None, "as above"
        try:
            self._demand_checksum(stat, digest)
            self._demand_no_impostor(stat, digest.head, arrived.media_type)
            self._demand_unbroken(stat, arrived.path)
        except GranuleError:
            arrived.drop()
            raise
        return Fetched(
            path=stat.path,
            spooled=Spooled(arrived.path, arrived.hashed),
            content=digest.content,
            size=stat.size,
            mtime_ns=stat.mtime_ns,
            checked_by="" if digest.checksum is None else digest.checksum.algorithm,
        )

    def _demand_checksum(self, stat: Stat, digest: Digest) -> None:
        checksum = digest.checksum
        if checksum is not None and digest.mismatch:
            raise of_provider(
                f"{checksum.algorithm} of {stat.path} is {digest.mismatch}, its {checksum.said_by} says "
                f"{checksum.value}"
            )

    def _demand_no_impostor(self, stat: Stat, head: bytes, media_type: str) -> None:
        found = impostor(head, stat.size)
        # Servers call data so, too, as scripts do that say nothing else: what begins as a page alone is one.
        called_page = media_type in PAGE_TYPES and head.lstrip().startswith(b"<")
        if found is None or not (found.certain or called_page):
            return
        is_page = called_page or found.kind is ImpostorKind.WEB_PAGE
        if not (is_page and (self.feed.pages or stat.path.lower().endswith(PAGES))):
            raise of_provider(f"{stat.path}: {found.detail}")

    def _demand_unbroken(self, stat: Stat, spooled: str) -> None:
        read = SpooledBytes(self.spool.files, spooled, stat.size)
        broken = self.policy.problem_of(read, stat.path.rpartition("/")[2], replaces_whole=False)
        if broken is not None:
            raise of_provider(f"{stat.path} looks broken ({broken.code.value}): {broken.detail}")
