"""The options of `spicerack up`, checked as far as their words alone allow."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.model.names import is_name
from shared.roots.open_root import RootUrlError
from shared.roots.remote.store_settings import check_store_url
from spicerack.errors import UsageProblem
from spicerack.up.request.more_services import MoreService, check_needs, chosen_services
from spicerack.up.request.request import SiteRequest, UpRequest, ports_needed
from spicerack.up.request.up_file import UpFile

DEFAULT_COLLECTION = "spice"

DEFAULT_PORT = 8080

PORT_MAX = 65535
"""A TCP port has 16 bits."""

SITES_MAX = 64
"""Sites of one `up`: each costs two processes of this host."""

ROOTS = "roots"
"""Below the state directory: what is kept here of sites whose files lie at a store."""

NAME_RULE = "use 1 to 63 of a-z, 0-9 and '-', not '-' first"


def parse_up(
    *,
    sites: Sequence[str],
    receive_only: Sequence[str],
    collection: str | None,
    state: Path | None,
    port: int | None,
    environment: Mapping[str, str],
    file: UpFile | None = None,
    wanted: Sequence[str] = (),
    without: Sequence[str] = (),
) -> UpRequest:
    """Return what is asked for: by the options, else by the file, else by default.

    A site that both name has the option's directory. `environment` says where state is kept when nothing
    else does, and which settings of the file do not count. `wanted` and `without` name services to run beside
    those by default, and to leave out.

    Raises:
        UsageProblem: something is out of form.
    """
    file = file or UpFile()
    collection = collection if collection is not None else file.collection or DEFAULT_COLLECTION
    port = port if port is not None else file.port if file.port is not None else DEFAULT_PORT
    state = state if state is not None else file.state
    if not is_name(collection):
        raise UsageProblem(f"'{collection}' cannot name a collection: {NAME_RULE}")
    chosen = absolute(state) if state is not None else default_state(collection, environment)
    parsed = _parse_sites(sites, receive_only, file=file, environment=environment, state=chosen)
    more = chosen_services((*file.services, *wanted), without=without)
    check_needs(more, {*environment, *file.settings})
    _check_port(port, len(parsed), more)
    return UpRequest(sites=parsed, collection=collection, state=chosen, port=port, more=more)


def default_state(collection: str, environment: Mapping[str, str]) -> Path:
    """Return where the state of a collection is kept: below $XDG_STATE_HOME, else ~/.local/state."""
    home = environment.get("XDG_STATE_HOME", "")
    # The XDG base directory specification has relative paths ignored.
    base = Path(home) if home.startswith("/") else Path("~/.local/state").expanduser()
    return absolute(base / "spicerack" / collection)


def absolute(path: Path) -> Path:
    """Return `path` with `~` and symbolic links resolved, whether or not it exists."""
    return Path(os.path.realpath(path.expanduser()))


def _parse_sites(
    sites: Sequence[str],
    receive_only: Sequence[str],
    *,
    file: UpFile,
    environment: Mapping[str, str],
    state: Path,
) -> tuple[SiteRequest, ...]:
    typed = _typed_sites(sites)
    roots = {**{name: _place(name, site.root) for name, site in file.sites.items()}, **typed}
    if not roots:
        raise UsageProblem("no site is given: say --site NAME=DIRECTORY, once for each site")
    if len(roots) > SITES_MAX:
        raise UsageProblem(f"{len(roots)} sites are given, one `up` runs at most {SITES_MAX}")
    for name in receive_only:
        if name not in roots:
            raise UsageProblem(f"--receive-only {name} names no site: the sites are {', '.join(roots)}")
    receiving = {*receive_only, *(name for name, site in file.sites.items() if site.receive_only)}
    return tuple(
        SiteRequest(
            name=name,
            root=root if isinstance(root, Path) else state / ROOTS / name,
            url="" if isinstance(root, Path) else root,
            receive_only=name in receiving,
            settings=_settings(name, file, environment),
        )
        for name, root in roots.items()
    )


def _typed_sites(sites: Sequence[str]) -> dict[str, Path | str]:
    typed = [_typed_site(text) for text in sites]
    names = [name for name, _ in typed]
    for name in names:
        if names.count(name) > 1:
            raise UsageProblem(f"site {name} is given {names.count(name)} times: give each a name of its own")
    return dict(typed)


def _typed_site(text: str) -> tuple[str, Path | str]:
    name, equals, directory = text.partition("=")
    if not equals or not directory:
        raise UsageProblem(f"--site {text!r} is out of form: say --site NAME=DIRECTORY")
    return name, _place(name, directory if "://" in directory else Path(directory))


def _place(name: str, place: Path | str) -> Path | str:
    """Return the directory of a site, or the address of its store, after a look at both names."""
    if not is_name(name):
        raise UsageProblem(f"{name!r} cannot name a site: {NAME_RULE}")
    if isinstance(place, Path):
        if "\0" in str(place):
            raise UsageProblem(f"site {name}: {str(place)!r} cannot name a directory")
        return absolute(place)
    try:
        check_store_url(place)
    except RootUrlError as error:
        raise UsageProblem(f"site {name}: {error}") from error
    return place


def _settings(name: str, file: UpFile, environment: Mapping[str, str]) -> Mapping[str, str]:
    if name not in file.sites:
        return {}
    return {key: text for key, text in file.sites[name].settings.items() if key not in environment}


def _check_port(port: int, sites: int, more: Sequence[MoreService]) -> None:
    last = PORT_MAX - len(ports_needed(port=0, sites=sites, more=more)) + 1
    if not 1 <= port <= last:
        raise UsageProblem(f"--port {port} is out of range: {sites} sites need a first port from 1 to {last}")
