"""What a person asks of `spicerack up`, checked as far as its words alone allow."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.model.names import is_name
from spicerack.errors import UsageProblem
from spicerack.supervisor.request import SiteRequest, UpRequest, ports_needed

PORT_MAX = 65535
"""A TCP port has 16 bits."""

SITES_MAX = 64
"""Sites of one `up`: each costs two processes of this host."""

NAME_RULE = "use 1 to 63 of a-z, 0-9 and '-', not '-' first"


def parse_up(
    *,
    sites: Sequence[str],
    receive_only: Sequence[str],
    collection: str,
    state: Path | None,
    port: int,
    environment: Mapping[str, str],
) -> UpRequest:
    """Return what is asked for; `environment` says where state is kept when `state` does not.

    Raises:
        UsageProblem: something is out of form.
    """
    if not is_name(collection):
        raise UsageProblem(f"'{collection}' cannot name a collection: {NAME_RULE}")
    parsed = _parse_sites(sites, receive_only)
    _check_port(port, len(parsed))
    chosen = absolute(state) if state is not None else default_state(collection, environment)
    return UpRequest(sites=parsed, collection=collection, state=chosen, port=port)


def default_state(collection: str, environment: Mapping[str, str]) -> Path:
    """Return where the state of a collection is kept: below $XDG_STATE_HOME, else ~/.local/state."""
    home = environment.get("XDG_STATE_HOME", "")
    # The XDG base directory specification has relative paths ignored.
    base = Path(home) if home.startswith("/") else Path("~/.local/state").expanduser()
    return absolute(base / "spicerack" / collection)


def absolute(path: Path) -> Path:
    """Return `path` with `~` and symbolic links resolved, whether or not it exists."""
    return Path(os.path.realpath(path.expanduser()))


def _parse_sites(sites: Sequence[str], receive_only: Sequence[str]) -> tuple[SiteRequest, ...]:
    if not sites:
        raise UsageProblem("no site is given: say --site NAME=DIRECTORY, once for each site")
    if len(sites) > SITES_MAX:
        raise UsageProblem(f"{len(sites)} sites are given, one `up` runs at most {SITES_MAX}")
    parsed = tuple(_parse_site(text, receive_only) for text in sites)
    names = [site.name for site in parsed]
    for name in names:
        if names.count(name) > 1:
            raise UsageProblem(f"site {name} is given {names.count(name)} times: give each a name of its own")
    for name in receive_only:
        if name not in names:
            raise UsageProblem(f"--receive-only {name} names no site: the sites are {', '.join(names)}")
    return parsed


def _parse_site(text: str, receive_only: Sequence[str]) -> SiteRequest:
    name, equals, directory = text.partition("=")
    if not equals or not directory or "\0" in directory:
        raise UsageProblem(f"--site {text!r} is out of form: say --site NAME=DIRECTORY")
    if not is_name(name):
        raise UsageProblem(f"{name!r} cannot name a site: {NAME_RULE}")
    return SiteRequest(name=name, root=absolute(Path(directory)), receive_only=name in receive_only)


def _check_port(port: int, sites: int) -> None:
    last = PORT_MAX - len(ports_needed(port=0, sites=sites)) + 1
    if not 1 <= port <= last:
        raise UsageProblem(f"--port {port} is out of range: {sites} sites need a first port from 1 to {last}")
