"""The course of a verification, as whoever asks for it sees it: ask, wait, have what rotted placed again."""

from collections.abc import Callable, Iterable

from shared.contracts.http.sites.verify import RepairRow, SiteVerification, VerifyProgress, VerifyRequest
from shared.contracts.messages.verification import FOUND_MAX, Verdict, VerificationState, VerifiedFile
from spicerack.client.client import ManagerClient
from spicerack.commands.sites.sync import POLLS
from spicerack.commands.sites.verify_lines import progress_line
from spicerack.commands.times import Time
from spicerack.errors import CommandError

UNHEARD_SECONDS = 60.0
"""A site that is online has heard of a verification long before: signs of life are 5 s apart."""

OPEN = frozenset({VerificationState.WAITING, VerificationState.RUNNING})

Show = Callable[[str], None]


def verify(client: ManagerClient, request: VerifyRequest, *, time: Time, show: Show) -> VerifyProgress:
    """Have files read, and wait for it; ended by Ctrl-C, it is ended at the sites.

    Raises:
        CommandError: a site has not heard of it, or failed.
    """
    ask = client.verify(request).ask
    began, looks = time.now(), 0
    try:
        while waited_for := _open(progress := _of(client.verification(ask), request.site)):
            show(progress_line(progress))
            _demand_heard(waited_for, waited=time.now() - began)
            looks += 1
            time.sleep(POLLS.delay(looks))
    except KeyboardInterrupt:
        client.cancel_verification(ask)
        raise
    return progress


def repair(
    client: ManagerClient, rotten: Iterable[str], *, patience: float, time: Time, show: Show
) -> list[RepairRow]:
    """Have rotten files read at all sites, and placed again where another site has them sound; wait for it.

    Raises:
        CommandError: what is placed again has not come in time.
    """
    paths = tuple(sorted(set(rotten)))[:FOUND_MAX]
    request = VerifyRequest(paths=paths)
    again = verify(client, request, time=time, show=show)
    rows = client.repair(again.ask).files
    deadline = time.now() + patience
    # What the collection has no more is read nowhere again.
    due = {(row.site, row.path) for row in rows if row.repaired and row.holder}
    sound = {one.path: one.content for one in found_in(again) if one.verdict is Verdict.SOUND}
    looks = 0
    while due := due - _whole(verify(client, request, time=time, show=show), sound):
        if time.now() >= deadline:
            site, path = min(due)
            raise CommandError(
                f"{path!r} is not placed again at {site} after {patience:g} s: see `spicerack status`"
            )
        looks += 1
        time.sleep(POLLS.delay(looks))
    return list(rows)


def _of(progress: VerifyProgress, site: str | None) -> VerifyProgress:
    """Return the progress of the site that was asked, or of all."""
    asked = tuple(one for one in progress.sites if site in (None, one.name))
    return progress.model_copy(update={"sites": asked})


def _open(progress: VerifyProgress) -> list[SiteVerification]:
    return [site for site in progress.sites if site.online and site.state in OPEN]


def _demand_heard(sites: Iterable[SiteVerification], *, waited: float) -> None:
    for site in sites:
        if site.state is VerificationState.WAITING and not site.files and waited > UNHEARD_SECONDS:
            raise CommandError(
                f"site {site.name} tells nothing of this verification: its manager was started anew, has "
                "four others to do, or is of an earlier version; ask once more"
            )


def found_in(progress: VerifyProgress) -> list[VerifiedFile]:
    """Return the files that sites name."""
    return [one for site in progress.sites for one in site.found]


def _whole(progress: VerifyProgress, sound: dict[str, str]) -> set[tuple[str, str]]:
    """Return where the right bytes stand."""
    return {
        (site.name, one.path)
        for site in progress.sites
        for one in site.found
        if one.verdict is Verdict.SOUND and one.content == sound.get(one.path)
    }
