"""The root of a site and its mark: whose directory it is, and how far it went on with its index."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass

from services.manager.look.directory.mounts import changed_mounts
from services.manager.look.safeguards.brake import Identity
from services.manager.state.database.site_values import SiteValue, SiteValues
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.model.errors import OperatorError
from shared.roots.posix.control import MANAGER_LOCK, make_control
from shared.roots.posix.files.port import Files, OccupiedError, StorageError
from shared.roots.posix.marker import Marker, read_marker, write_marker

log = logging.getLogger(__name__)


class RootTakenError(OperatorError):
    """Another manager works on the directory: the operator must say which of them shall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """Keeps index and root in step."""

    identity: SiteIdentity
    state: SiteState
    open_files: Callable[[], Files]
    new_root_id: Callable[[], str]
    new_incarnation: Callable[[], str]

    @property
    def values(self) -> SiteValues:
        """The facts of the site."""
        return self.state.values

    def root_identity(self) -> Identity:
        """Return which root the index expects."""
        return Identity(
            collection=self.identity.collection,
            site=self.identity.site,
            root_id=self.values.text(SiteValue.ROOT_ID),
            generation=self.values.number(SiteValue.GENERATION),
        )

    async def begin(self) -> None:
        """Take the directory on, where the index knows none yet; notice an index that was restored.

        Raises:
            StorageError: the root cannot be opened or written: the operator must act.
        """
        self.state.begin(self.new_incarnation)
        if self.values.text(SiteValue.ROOT_ID):
            return
        marker, is_new = await asyncio.to_thread(self._take_on)
        if is_new:
            self.state.provenance.doubt_until_looked()
        self.values.keep(SiteValue.GENERATION, marker.generation)
        self.values.keep(SiteValue.ROOT_ID, marker.root_id)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Be the one manager of the directory for the block. Where nothing can be locked, nothing is.

        Raises:
            RootTakenError: another manager is.
        """
        files, lock = await asyncio.to_thread(self._lock)
        try:
            yield
        finally:
            lock.close()
            files.close()

    def _lock(self) -> tuple[Files, ExitStack]:
        files, held = self.open_files(), ExitStack()
        try:
            held.enter_context(files.lock(MANAGER_LOCK))
        except OccupiedError as error:
            files.close()
            raise RootTakenError(
                f"another manager works on the directory of site {self.identity.site}, perhaps of a "
                "`spicerack up` with another state: end that one, or give each site a directory of its own"
            ) from error
        except StorageError as error:
            # Read-only, say, or not mounted: the looks judge that.
            log.info("the directory is not locked: %s", error)
        return files, held

    async def take_over(self) -> None:
        """Make this directory the site's, whatever it carried before: a person said so."""
        marker = await asyncio.to_thread(
            self._mark, self.new_root_id(), self.values.number(SiteValue.GENERATION) + 1
        )
        self.values.keep(SiteValue.GENERATION, marker.generation)
        self.values.keep(SiteValue.ROOT_ID, marker.root_id)

    async def move_on(self) -> bool:
        """Count the generation up, in the root first: it may be ahead of the index, never behind.

        Nothing is written where the directory is not the root any more, or an older one: False then. The
        next look judges it.
        """
        try:
            marker = await asyncio.to_thread(
                self._advance, self.values.text(SiteValue.ROOT_ID), self.values.number(SiteValue.GENERATION)
            )
        except StorageError as error:
            log.warning("the root's generation waits: %s", error)
            return False
        if marker is None:
            return False
        self.seen(marker)
        self.values.keep(SiteValue.GENERATION, marker.generation + 1)
        return True

    async def stands(self) -> bool:
        """Tell whether what is at the root's place now is what the index expects, with all mounted below."""
        try:
            marker, mounts = await asyncio.to_thread(self._read)
        except StorageError:
            return False
        if changed_mounts(self.values.mounts(), mounts):
            return False
        return marker is not None and marker.root_id == self.values.text(SiteValue.ROOT_ID)

    def seen(self, marker: Marker | None) -> None:
        """Compare what the root carries: far ahead of the index, the index is an older copy."""
        generation = self.values.number(SiteValue.GENERATION)
        if marker is None or marker.root_id != self.values.text(SiteValue.ROOT_ID):
            return
        if marker.generation > generation + 1:
            self.state.restart_incarnation(self.new_incarnation())
            self.state.provenance.doubt_all()
        if marker.generation > generation:
            self.values.keep(SiteValue.GENERATION, marker.generation)

    def _advance(self, root_id: str, generation: int) -> Marker | None:
        """Write the next generation into the root; return what it carried, None if it was left alone."""
        with closing(self.open_files()) as files:
            standing = read_marker(files)
            if standing is None or standing.root_id != root_id or standing.generation < generation:
                return None
            write_marker(files, standing.model_copy(update={"generation": standing.generation + 1}))
        return standing

    def _read(self) -> tuple[Marker | None, Mapping[str, str]]:
        with closing(self.open_files()) as files:
            return read_marker(files), files.mounts()

    def _take_on(self) -> tuple[Marker, bool]:
        """Return the marker that the root carries (the index was lost), or a new one and that it is."""
        with closing(self.open_files()) as files:
            standing = read_marker(files)
        if standing is not None:
            return standing, False
        return self._mark(self.new_root_id(), 1), True

    def _mark(self, root_id: str, generation: int) -> Marker:
        marker = Marker(
            collection=self.identity.collection,
            site=self.identity.site,
            root_id=root_id,
            generation=generation,
        )
        with closing(self.open_files()) as files:
            make_control(files)
            write_marker(files, marker)
        return marker
