"""`spicerack backup` and `spicerack restore-backup`: copies of what the bus alone holds."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import SecretStr, ValidationError

from shared.backup.format import BackupError
from shared.backup.keep import keep_newest
from shared.backup.restore import Restored, restore_backup
from shared.backup.take import take_backup
from shared.backup.verify import verify
from shared.bus.first_sequence import first_sequence
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.port import BusError
from shared.bus.server.config import ServerState
from shared.bus.settings import INBOX_PREFIX, BusSettings
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Topology
from shared.observability.clock import Clock, SystemClock
from spicerack.commands.options import Nats, State, new_app
from spicerack.errors import CommandError, UsageProblem
from spicerack.up.nats.address import parse_nats_url

Say = Callable[[str], None]

Result = TypeVar("Result")

FAILURES = (BackupError, BusError, NewerSchemaError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The server that is backed up, or restored into."""

    settings: BusSettings
    replicas: int


def find_server(*, nats: str | None, state: Path | None, environment: Mapping[str, str]) -> Server:
    """Return the server that the options name, or else the `SPICERACK_NATS_*` variables.

    Raises:
        CommandError: nothing names one, or what does is out of form.
    """
    if nats is not None and state is not None:
        raise UsageProblem("--nats and --state name two servers: say one of them")
    try:
        replicas = int(environment.get("SPICERACK_NATS_REPLICAS", "1"))
        return Server(settings=_settings(nats, state, environment), replicas=replicas)
    except ValueError as error:
        raise UsageProblem(f"the server's settings are out of form: {error}") from error


def _settings(nats: str | None, state: Path | None, environment: Mapping[str, str]) -> BusSettings:
    prefix = environment.get("SPICERACK_NATS_PREFIX", "rack")
    ca_file = environment.get("SPICERACK_NATS_CA_FILE")
    user, password = environment.get("SPICERACK_NATS_USER"), environment.get("SPICERACK_NATS_PASSWORD")
    # Of a server that an address or a state directory tells how to enter, it would be another's.
    seed = environment.get("SPICERACK_NATS_SEED", "") if state is None else ""
    servers: tuple[str, ...]
    if state is not None:
        known = _embedded(state)
        servers, user = (f"nats://127.0.0.1:{known.port}",), known.user
        password = known.password.get_secret_value()
    elif nats is not None:
        address = parse_nats_url(nats, user=user or "", password=password or "")
        servers, user, password = (address.url,), address.user or None, address.password or None
    elif url := environment.get("SPICERACK_NATS_URL"):
        servers = tuple(url.split(","))
    else:
        raise UsageProblem("no server is named: say --nats URL, --state DIR, or set SPICERACK_NATS_URL")
    return BusSettings(
        servers=servers,
        user=user,
        password=SecretStr(password) if password is not None else None,
        seed=SecretStr(seed) if seed else None,
        ca_file=Path(ca_file) if ca_file else None,
        prefix=prefix,
        inbox_prefix=environment.get("SPICERACK_NATS_INBOX_PREFIX", INBOX_PREFIX),
        name="spicerack backup",
    )


def _embedded(state: Path) -> ServerState:
    try:
        return ServerState.model_validate_json((state / "nats" / "server.json").read_text())
    except (OSError, ValidationError) as error:
        raise CommandError(f"{state} is no state of a `spicerack up` with its own server: {error}") from error


def backup(server: Server, parent: Path, *, keep: int | None, clock: Clock, say: Say) -> None:
    """Take a backup below `parent`, check it, and remove the oldest above `keep`. Raises CommandError."""

    async def take(bus: NatsBus, topology: Topology) -> Path:
        return await take_backup(bus, topology, parent, now=clock.now())

    try:
        taken = asyncio.run(_with(server, take))
        say(f"{taken}: {verify(taken).described()}")
        for path in keep_newest(parent, keep) if keep is not None else ():
            say(f"{path}: removed")
    except FAILURES as error:
        raise CommandError(str(error)) from error


def check(directory: Path, *, say: Say) -> None:
    """Check a backup and change nothing. Raises CommandError."""
    try:
        say(f"{directory}: whole, {verify(directory).described()}")
    except FAILURES as error:
        raise CommandError(str(error)) from error


def restore(server: Server, directory: Path, *, say: Say) -> None:
    """Restore a backup into a server without a log. Raises CommandError."""

    async def into(bus: NatsBus, topology: Topology) -> Restored:
        # Before anything is made on the server.
        await asyncio.to_thread(verify, directory)
        first = first_sequence(now_ns=SystemClock().time_ns())
        await reconcile_topology(bus, topology, replicas=server.replicas, first=first)
        return await restore_backup(bus, topology, directory)

    try:
        done = asyncio.run(_with(server, into))
    except FAILURES as error:
        raise CommandError(str(error)) from error
    for name, record in done.contents.logs.items():
        say(f"collection {name}: the log is there up to revision {record.revision}")
    say(
        f"{done.appended} commits restored, {done.found} were there already; "
        f"{done.values} values of buckets, {done.messages} undecided batches and dead letters"
    )
    say(
        "now start the orchestrators; a site that has followed the log further than this is held, deletes "
        "nothing, and says so: `spicerack status`"
    )


async def _with(server: Server, action: Callable[[NatsBus, Topology], Awaitable[Result]]) -> Result:
    async with connect_bus(server.settings) as bus:
        return await action(bus, Topology(server.settings.prefix))


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("backup")(_backup)
    return application


def _backup(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Each backup becomes a directory in it.")],
    nats: Nats = None,
    state: State = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Remove the oldest backups above this number. Default: none.")
    ] = None,
) -> None:
    """Copy the logs, the records of sites and what is undecided. Services may go on meanwhile.

    Contents are not in it: every site that holds a collection is a copy of those.
    """
    server = find_server(nats=nats, state=state, environment=os.environ)
    backup(server, directory, keep=keep, clock=SystemClock(), say=print)
