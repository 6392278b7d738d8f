"""The state of a collection as lines for a person. Pure."""

from collections.abc import Sequence

from shared.contracts.http.sites.status import CollectionStatus, SiteStatus, TransferStatus
from shared.contracts.messages.sites.replica_rules import Followed
from shared.contracts.messages.verification import Scrub
from spicerack.pause_words import pause_words, resume_words
from spicerack.text import aligned, counted, printable, size_text


def status_lines(status: CollectionStatus) -> list[str]:
    """Return the state of a collection as lines for a person."""
    head = (
        f"{status.collection} at revision {status.revision}: "
        f"{counted(status.files, 'file')}, {size_text(status.bytes)}"
    )
    return [
        head,
        "",
        *_table(status.sites),
        *_notes(status.sites),
        "",
        _transfers(status.transfers),
        *_scrubs(status.sites),
    ]


def _table(sites: Sequence[SiteStatus]) -> list[str]:
    header = ("SITE", "STATE", "REVISION", "BEHIND", "WANTS", "CONFLICTS")
    return aligned([header, *(_row(site) for site in sites)])


def _row(site: SiteStatus) -> tuple[str, ...]:
    state = site.state if site.online else "offline"
    return (
        site.name,
        f"{state}, receive only" if site.receive_only else state,
        str(site.revision),
        str(site.behind),
        size_text(site.wanted_bytes),
        str(site.conflicts),
    )


def _notes(sites: Sequence[SiteStatus]) -> list[str]:
    lines = []
    for site in sites:
        if site.hold is not None:
            lines.append(
                f"{site.name} is held: {printable(site.hold)} (`spicerack site release {site.name}`)"
            )
        if site.followed is not None:
            lines.append(_followed(site, site.followed))
        if site.pause is not None:
            lines.append(f"{site.name} is {pause_words(site.pause)} ({resume_words(site.pause, site.name)})")
        lines.extend(f"{site.name}: {printable(problem)}" for problem in site.problems)
        if site.ignored:
            some = ", ".join(map(printable, site.ignored_shown))
            lines.append(f"{site.name}: {counted(site.ignored, 'name')} ignored, not published: {some}")
    return ["", *lines] if lines else []


def _followed(site: SiteStatus, followed: Followed) -> str:
    """Return what a site follows by the rules."""
    part = "everything" if followed.everything else "a part"
    others = "" if followed.stand_in is None else f", and stands in for {', '.join(followed.stand_in.sites)}"
    return f"{site.name} follows {part}, {followed.mode.value}, by version {site.rule} of the rules{others}"


def _transfers(transfers: TransferStatus) -> str:
    return (
        f"{counted(transfers.active, 'transfer')} active; sent {size_text(transfers.sent_bytes)} of content "
        f"and {size_text(transfers.control_bytes)} of control for {size_text(transfers.full_bytes)} of files"
    )


def _scrubs(sites: Sequence[SiteStatus]) -> list[str]:
    """Return how far sites are in reading their files once more, by themselves."""
    told = [f"{site.name} {_scrub(site.scrub)}" for site in sites if site.scrub and _is_begun(site.scrub)]
    return [f"read once more to find rot: {'; '.join(told)}"] if told else []


def _is_begun(scrub: Scrub) -> bool:
    return scrub.began_at is not None or scrub.ended_at is not None


def _scrub(scrub: Scrub) -> str:
    now = f"{scrub.read_files} of {counted(scrub.files, 'file')}"
    return now if scrub.ended_at is None else f"{now}, all of them until {scrub.ended_at:%Y-%m-%d}"
