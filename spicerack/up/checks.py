"""Looks at this host before `up` touches anything: directories, the state directory, ports."""

import errno
import os
import socket
import stat
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path, PurePosixPath

from spicerack.errors import CommandError
from spicerack.up.mount_places import place_of
from spicerack.up.request.request import SiteRequest, UpRequest

ACCESS = os.R_OK | os.W_OK | os.X_OK

MOUNTS = Path("/proc/self/mountinfo")


def check_directories(request: UpRequest) -> None:
    """Make sure that every site's directory can be used, and that none lies in another.

    Raises:
        CommandError: one cannot; the line says which and why.
    """
    for site in request.directories:
        _check_root(site)
    for one, other in combinations(request.directories, 2):
        _check_apart(one, other)
    _check_stores(request.sites)
    _check_state(request.state, request.directories)


def check_ports(host: str, ports: Iterable[int]) -> None:
    """Make sure that every port can be listened on.

    Raises:
        CommandError: one cannot.
    """
    wanted = list(ports)
    for port in wanted:
        try:
            with socket.create_server((host, port)):
                pass
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise CommandError(
                f"port {port} on {host} {why}: ports {wanted[0]} to {wanted[-1]} are needed, "
                "free it or say another --port"
            ) from error


def _check_root(site: SiteRequest) -> None:
    try:
        mode = site.root.stat().st_mode
    except OSError as error:
        why = "does not exist" if error.errno == errno.ENOENT else f"cannot be reached ({error.strerror})"
        raise CommandError(f"site {site.name}: {site.root} {why}: make the directory first") from error
    if not stat.S_ISDIR(mode):
        raise CommandError(f"site {site.name}: {site.root} is not a directory: name the directory itself")
    if not os.access(site.root, ACCESS):
        raise CommandError(
            f"site {site.name}: {site.root} is not readable and writable: change its permissions"
        )


def _check_apart(one: SiteRequest, other: SiteRequest) -> None:
    # Device and inode see through bind mounts, which a comparison of paths does not.
    if one.root.samefile(other.root):
        raise CommandError(
            f"sites {one.name} and {other.name} have the same directory {one.root}: give each its own"
        )
    for outer, inner in ((one, other), (other, one)):
        if inner.root.is_relative_to(outer.root) or _shown_inside(inner.root, outer.root):
            raise CommandError(
                f"site {inner.name} ({inner.root}) lies inside site {outer.name} ({outer.root}): "
                "keep their directories apart"
            )


def _check_stores(sites: Sequence[SiteRequest]) -> None:
    at = [(f"{site.url.rstrip('/')}/", site.name) for site in sites if site.url]
    for (one, name), (other, other_name) in combinations(sorted(at), 2):
        if other.startswith(one):
            raise CommandError(
                f"site {other_name} lies inside site {name} ({one}), or is the same: keep them apart"
            )


def _check_state(state: Path, sites: Sequence[SiteRequest]) -> None:
    for site in sites:
        if state.is_relative_to(site.root) or site.root.is_relative_to(state):
            raise CommandError(
                f"the state directory {state} and site {site.name} ({site.root}) lie one in the other: "
                "say another --state"
            )
    present = _nearest_present(state)
    if not present.is_dir():
        raise CommandError(f"the state directory {state} cannot be made: {present} is not a directory")
    if not os.access(present, ACCESS):
        raise CommandError(f"the state directory {state} is not writable: say another --state")


def _nearest_present(path: Path) -> Path:
    for candidate in (path, *path.parents):
        if os.path.lexists(candidate):
            return candidate
    return Path("/")


def _shown_inside(inner: Path, outer: Path) -> bool:
    """Tell whether a mount shows at `inner` what lies inside of `outer`, as far as the system tells."""
    try:
        mounts = MOUNTS.read_text(errors="surrogateescape")
    except OSError:
        return False
    within, around = (place_of(PurePosixPath(path.resolve()), mounts) for path in (inner, outer))
    return within is not None and around is not None and within.inside(around)
