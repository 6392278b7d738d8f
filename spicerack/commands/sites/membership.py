"""`spicerack site drain`, `remove` and `add`: sites that come and go."""

from collections.abc import Callable

from shared.contracts.http.sites.membership import SiteStanding
from shared.contracts.http.sites.status import NOT_COUNTED_ON, SiteStatus
from shared.model.names import is_name
from spicerack.client.client import ManagerClient
from spicerack.commands.sites.sync import POLL_INTERVAL
from spicerack.commands.times import Time
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import counted, printable, size_text

Show = Callable[[str], None]


def checked(site: str) -> str:
    """Return the name of a site as it was typed. Raises UsageProblem."""
    if not is_name(site):
        raise UsageProblem(f"{site!r} cannot name a site: `spicerack status` lists the sites")
    return site


def drain_site(client: ManagerClient, site: str, *, patience: float, time: Time, show: Show) -> SiteStanding:
    """Have a site drain, and wait until nothing is at it alone.

    Raises:
        CommandError: something stays, or it took too long; the site goes on draining.
    """
    deadline = time.now() + patience
    client.drain(checked(site))
    _await_scan(client, site, deadline=deadline, time=time, show=show)
    while (standing := client.standing(site)).only_here_files or standing.reading:
        if standing.only_here_files and standing.unfollowed_files == standing.only_here_files:
            files = counted(standing.unfollowed_files, "file")
            raise CommandError(
                f"{site} does not drain: by the rules no other site is to hold {files}, "
                f"e.g. {printable(standing.only_here_shown[0])}; widen one (`spicerack rule set`)"
            )
        if time.now() >= deadline:
            raise CommandError(f"{standing_line(standing)} still: say it again to go on waiting")
        show(standing_line(standing))
        time.sleep(POLL_INTERVAL)
    return standing


def standing_line(standing: SiteStanding) -> str:
    """Return what a site alone holds, in a line."""
    files = counted(standing.only_here_files, "file")
    return f"{standing.name} alone holds {files}, {size_text(standing.only_here_bytes)}"


def drained_lines(standing: SiteStanding) -> list[str]:
    """Return what to do with a site that has drained."""
    name = standing.name
    known = [f"but {standing.unknown}"] if standing.unknown else []
    return [
        f"others hold all that is known to be at {name}, and none of them counts on it any more",
        *known,
        f"`spicerack site remove {name}` lets it go, `spicerack site add {name}` keeps it",
    ]


def unpublished_lines(site: SiteStatus | None) -> list[str]:
    """Return what a site says of its directory that no other site may have: it goes with its disk."""
    if site is None:
        return []
    lines = [printable(line) for line in site.problems if not line.endswith(NOT_COUNTED_ON)]
    if site.followed is not None and not site.followed.everything:
        lines.append(
            "it follows a part: what was made there beside its rule is published nowhere, and named here "
            "and in `spicerack status` some seconds after it came"
        )
    if site.ignored:
        named = ", ".join(map(printable, site.ignored_shown))
        more = ", ..." if site.ignored > len(site.ignored_shown) else ""
        lines.append(f"{counted(site.ignored, 'name')} are left alone, and published nowhere: {named}{more}")
    head = f"before its disk goes, look at what {site.name} says of its directory: others may not have it"
    return [head, *(f"  {line}" for line in lines)] if lines else []


def removed_lines(standing: SiteStanding) -> list[str]:
    """Return what a removal means."""
    name = standing.name
    return [
        f"{name} is removed: nobody lists it or waits for it, and its manager rests",
        f"its directory stays as it is; `spicerack site add {name}` takes it in again",
    ]


def _await_scan(client: ManagerClient, site: str, *, deadline: float, time: Time, show: Show) -> None:
    """Wait until a site has published what it found, where its manager is there and speaks."""
    ask = client.scan().ask
    while True:
        told = next((one for one in client.sync(ask).sites if one.name == site), None)
        if told is None or not told.online or told.held or told.pause or told.answered:
            return
        if time.now() >= deadline:
            raise CommandError(f"{site} still looks at its directory: say it again to go on waiting")
        show(f"{site} looks at its directory")
        time.sleep(POLL_INTERVAL)
