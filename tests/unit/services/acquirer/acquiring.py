"""Helpers: an acquirer over a directory, and providers that real servers play. No test module."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.acquirer import app
from services.acquirer.config import AcquirerConfig
from services.acquirer.context import AcquirerContext
from services.acquirer.state.rows import Granule, Status
from services.acquirer.work.fetch_task import acquire
from services.acquirer.work.look_task import look_once
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from shared.roots.remote.address import Credentials
from testing.bus.memory import MemoryBus, MemoryServer

FEED = "data"


@dataclass(frozen=True, slots=True)
class Played:
    """A provider that a server plays: where it is, what lets in, and its directory."""

    url: str
    credentials: Credentials
    directory: Path

    def has(self, files: Mapping[str, bytes | str]) -> None:
        """Put files there, as whoever the server runs as."""
        owner = self.directory.stat()
        for path, data in files.items():
            place = self.directory / path
            for parent in reversed(place.relative_to(self.directory).parents[:-1]):
                (self.directory / parent).mkdir(exist_ok=True)
                os.chown(self.directory / parent, owner.st_uid, owner.st_gid)
            place.write_bytes(data.encode() if isinstance(data, str) else data)


@dataclass(frozen=True, slots=True)
class Acquirer:
    """One acquirer, told step by step what to do."""

    context: AcquirerContext
    root: Path

    async def look(self) -> str:
        """Look once; return the error, if any."""
        return (await look_once(self.context, FEED)).error

    async def work_off(self) -> None:
        """Try each granule that is due once."""
        feed = self.context.file.feeds[FEED]
        for one in self.context.store.take_due(FEED, now=self.context.now(), limit=1000):
            await acquire(self.context, feed, one)

    async def turn(self) -> str:
        """Look, and try what is due."""
        error = await self.look()
        await self.work_off()
        return error

    def one(self, granule: str) -> Granule:
        """Return a granule that is known."""
        found = self.context.store.get(FEED, granule)
        assert found is not None, granule
        return found

    def statuses(self) -> dict[str, Status]:
        """Return how each granule stands."""
        rows = self.context.store.page("1", (), order="granule", limit=1000, skip=0)
        return {row.granule: row.status for row in rows}

    def files(self) -> dict[str, str]:
        """Return what is in the collection's directory."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        paths = {path.relative_to(self.root).as_posix(): path for path in found}
        return {
            name: path.read_text(errors="replace")
            for name, path in paths.items()
            if not name.startswith(".spicerack/")
        }

    def again(self) -> None:
        """Have the time come at which put-off granules are tried again."""
        for row in self.context.store.page("status = ?", (Status.QUEUED,), order="granule", limit=99, skip=0):
            self.context.store.end(row, next_at=0.0)


def toml_of(played: Played, feed: str, provider: str = "") -> str:
    """Return an acquirer's file with one provider and one feed."""
    credentials = played.credentials
    secrets = {
        "private_key": credentials.private_key,
        "known_hosts": credentials.known_hosts,
        "certificate_authority": credentials.certificate_authority,
    }
    lines = [f"{name} = {str(path)!r}" for name, path in secrets.items() if path is not None]
    if credentials.password is not None:
        secret = played.directory.parent / f"{played.directory.name}.password"
        secret.write_text(credentials.password + "\n")
        lines.append(f"password_file = {str(secret)!r}")
    return "\n".join(
        (
            f"[providers.served]\nurl = {played.url!r}",
            *lines,
            provider,
            f"[feeds.{FEED}]",
            "provider = 'served'",
            feed,
        )
    )


@asynccontextmanager
async def acquirer_of(
    tmp_path: Path,
    played: Played,
    feed: str,
    *,
    provider: str = "",
    tries: int = 6,
    threads: int = 4,
    server: MemoryServer | None = None,
    secrets: Path | None = None,
) -> AsyncIterator[Acquirer]:
    """Give an acquirer for the block; what it had before in this directory is there again."""
    file, root, state = tmp_path / "acquirer.toml", tmp_path / "root", tmp_path / "state"
    root.mkdir(exist_ok=True)
    state.mkdir(exist_ok=True)
    file.write_text(toml_of(played, feed, provider))
    config = AcquirerConfig(
        site="alpha",
        root=root,
        state=state,
        acquirer_file=file,
        acquirer_secrets=secrets,
        acquirer_tries=tries,
    )
    with ThreadPoolExecutor(threads) as executor:
        bus = MemoryBus(server or MemoryServer(Topology()), "acquirer")
        context = app.make_context(config, bus=bus, clock=SystemClock(), executor=executor, instance="1")
        await asyncio.to_thread(app.begin_anew, context)
        try:
            yield Acquirer(context, root)
        finally:
            for pool in context.pools.values():
                await pool.close_idle()
            context.handover.close()
            context.store.close()
