"""`spicerack access`: a user of the NATS server for each site, which can speak for that site alone."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from shared.bus.server.leaf_permissions import of_leaf, of_site_behind
from shared.bus.server.permissions import (
    Permissions,
    inbox_of,
    of_operator,
    of_orchestrator,
    of_satellites,
    of_site,
)
from shared.bus.server.users import BusUser, render_users
from shared.contracts.topology import Topology
from shared.identity.keys import SEED_BYTES
from shared.identity.nkeys import user_of_seed, user_seed
from shared.identity.passwords import new_password
from shared.identity.private_file import write_private
from shared.model.names import is_name
from spicerack.commands.options import DEFAULT_COLLECTION, new_app
from spicerack.errors import CommandError, UsageProblem

DOMAIN = re.compile(r"^[A-Za-z0-9_-]+$")
USERS_FILE = "users.conf"
ENVIRONMENT = ".env"
ORCHESTRATOR = "orchestrator"
OPERATOR = "operator"
SATELLITES = "satellites"
USER = "SPICERACK_NATS_USER"
PASSWORD = "SPICERACK_NATS_PASSWORD"
SEED = "SPICERACK_NATS_SEED"

LEAF_USERS_FILE = "leaf-users.conf"
LEAF = "leaf"
"""The user of a leaf node at the hub."""

HUB = "hub"
"""The JetStream domain that the page about edge sites gives the hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequest:
    """Who shall have access, and where that is written."""

    directory: Path
    collection: str
    sites: tuple[str, ...]
    prefix: str
    satellites: bool = False
    """Whether replicas of the satellites service shall have a user."""
    behind: tuple[str, ...] = ()
    """The sites that are connected to a leaf node, and not to the hub."""
    domain: str = HUB
    """JetStream domain of the hub."""
    nkeys: bool = False
    """Whether users have nkeys, and no passwords."""


def parse_access(
    *,
    directory: Path,
    collection: str,
    sites: Sequence[str],
    prefix: str,
    satellites: bool = False,
    behind: Sequence[str] = (),
    domain: str = HUB,
    nkeys: bool = False,
) -> AccessRequest:
    """Check what was typed.

    Raises:
        UsageProblem: no site is named, one twice, or a name is out of form; or one is behind the leaf node
            that is no site.
    """
    if not (sites or satellites):
        raise UsageProblem("no site is named: say --site NAME for each")
    for name in (collection, *sites):
        if not is_name(name):
            raise UsageProblem(f"{name!r} is no name: use a-z, 0-9 and -, 63 characters at most")
    if len(set(sites)) < len(sites):
        raise UsageProblem("a site is named twice")
    if unknown := next((site for site in behind if site not in sites), None):
        raise UsageProblem(f"--behind {unknown}: say --site {unknown} as well")
    if not DOMAIN.match(domain):
        raise UsageProblem(f"--domain {domain!r}: use letters, digits, - and _")
    return AccessRequest(
        directory=directory,
        collection=collection,
        sites=tuple(sites),
        prefix=prefix,
        satellites=satellites,
        behind=tuple(behind),
        domain=domain,
        nkeys=nkeys,
    )


def user_of(site: str) -> str:
    """Return the server's user for a site; the prefix keeps it apart from our own roles."""
    return f"site-{site}"


def grant_access(
    request: AccessRequest,
    *,
    new_password: Callable[[], str],
    say: Callable[[str], None],
    new_seed: Callable[[], bytes] = lambda: secrets.token_bytes(SEED_BYTES),
) -> None:
    """Write the server's users, and for each a file of the settings that its services need.

    Who had a file keeps the password in it; who is not named any more loses file and access.

    Raises:
        CommandError: the directory cannot be read or written.
    """
    try:
        request.directory.mkdir(parents=True, exist_ok=True)
        users = tuple(_users(request, _rules(request), new_password, new_seed))
        behind = tuple(_users(request, _rules_behind(request), new_password, new_seed))
        for user in users:
            _keep(request.directory, user, say=say)
        for user in behind:
            _keep(request.directory, user, say=say, more=_of_edge(request))
        write_private(request.directory / USERS_FILE, render_users(users))
        if behind:
            write_private(request.directory / LEAF_USERS_FILE, render_users(behind))
        _remove_others(request.directory, keep=(*users, *behind), say=say)
    except OSError as error:
        raise CommandError(f"cannot write access to {request.directory}: {error}") from error
    say(f"{request.directory / USERS_FILE}: include it in the server's configuration, and reload the server")
    if behind:
        say(f"{request.directory / LEAF_USERS_FILE}: include it in the leaf node's, and reload that")


def _of_edge(request: AccessRequest) -> tuple[str, ...]:
    """Return the settings of services behind the leaf node."""
    return (f"SPICERACK_NATS_DOMAIN={request.domain}", "SPICERACK_NATS_MIRRORED=true")


def _users(
    request: AccessRequest,
    rules: Iterable[tuple[str, Permissions]],
    new_password: Callable[[], str],
    new_seed: Callable[[], bytes],
) -> Iterator[BusUser]:
    for name, permissions in rules:
        path = request.directory / f"{name}{ENVIRONMENT}"
        if request.nkeys:
            seed = _kept(path, SEED) or user_seed(new_seed())
            yield BusUser(name=name, secret=seed, nkey=user_of_seed(seed), permissions=permissions)
        else:
            password = _kept(path, PASSWORD) or new_password()
            yield BusUser(name=name, secret=password, permissions=permissions)


def _kept(path: Path, setting: str) -> str | None:
    if not path.exists():
        return None
    settings = dict(line.split("=", maxsplit=1) for line in path.read_text().splitlines() if "=" in line)
    return settings.get(setting)


def _rules(request: AccessRequest) -> Iterator[tuple[str, Permissions]]:
    topology = Topology(request.prefix)
    yield OPERATOR, of_operator()
    yield ORCHESTRATOR, of_orchestrator(topology, user=ORCHESTRATOR)
    if request.satellites:
        yield SATELLITES, of_satellites(user=SATELLITES)
    if request.behind:
        behind = [permissions for _, permissions in _rules_behind(request)]
        yield LEAF, of_leaf(topology, behind, collection=request.collection, domain=request.domain)
    for site in request.sites:
        user = user_of(site)
        if site not in request.behind:
            yield user, of_site(topology, collection=request.collection, site=site, user=user)


def _rules_behind(request: AccessRequest) -> Iterator[tuple[str, Permissions]]:
    """Yield the users of the leaf node."""
    topology, collection, domain = Topology(request.prefix), request.collection, request.domain
    for site in request.behind:
        user = user_of(site)
        yield user, of_site_behind(topology, collection=collection, site=site, user=user, domain=domain)


def _keep(directory: Path, user: BusUser, *, say: Callable[[str], None], more: tuple[str, ...] = ()) -> None:
    path = directory / f"{user.name}{ENVIRONMENT}"
    word = "kept" if path.exists() else "new"
    lines = (
        *([f"{SEED}={user.secret}"] if user.nkey else [f"{USER}={user.name}", f"{PASSWORD}={user.secret}"]),
        f"SPICERACK_NATS_INBOX_PREFIX={inbox_of(user.name)}",
        *more,
    )
    write_private(path, "\n".join(lines) + "\n")
    say(f"{path}: {word}")


def _remove_others(directory: Path, *, keep: Iterable[BusUser], say: Callable[[str], None]) -> None:
    names = {f"{user.name}{ENVIRONMENT}" for user in keep}
    for path in sorted(directory.glob(f"{user_of('*')}{ENVIRONMENT}")):
        # Who has files of such a name for something else keeps them.
        if path.name not in names and (_kept(path, PASSWORD) or _kept(path, SEED)):
            path.unlink()
            say(f"{path}: removed")


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("access")(_access)
    return application


def _access(
    *,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where users.conf and a file of settings for each user go.")
    ],
    site_: Annotated[
        list[str] | None, typer.Option("--site", metavar="NAME", help="A site; repeat for each.")
    ] = None,
    collection: Annotated[str, typer.Option(help="Name of the collection.")] = DEFAULT_COLLECTION,
    prefix: Annotated[
        str, typer.Option(envvar="SPICERACK_NATS_PREFIX", help="First token of every subject.")
    ] = "rack",
    satellites: Annotated[
        bool, typer.Option("--satellites", help="Make a user for the satellites service, too.")
    ] = False,
    behind: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A site behind a leaf node, beside --site; repeat for each."),
    ] = None,
    nkeys: Annotated[
        bool, typer.Option("--nkeys", help="Give users nkeys: the server knows no secret of them.")
    ] = False,
    domain: Annotated[str, typer.Option(help="JetStream domain of the hub of a leaf node.")] = HUB,
) -> None:
    """Make a user of the NATS server for each site, with rules that let it speak for that site alone.

    Run it again with all sites to add or drop some: who stays keeps the password. Sites behind a leaf node
    are users of that one (leaf-users.conf), which is a user of the hub itself (leaf.env).
    Example: spicerack access nats-access --site archive --site dome --behind dome
    """
    request = parse_access(
        directory=directory,
        collection=collection,
        sites=site_ or (),
        prefix=prefix,
        satellites=satellites,
        behind=behind or (),
        domain=domain,
        nkeys=nkeys,
    )
    grant_access(request, new_password=new_password, say=print)
