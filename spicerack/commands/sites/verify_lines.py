"""A verification as lines for a person. Pure."""

from collections.abc import Iterable, Sequence

from shared.contracts.http.sites.verify import RepairRow, SiteVerification, VerifyProgress
from shared.contracts.messages.verification import Verdict, VerificationState, VerifiedFile
from spicerack.text import aligned, counted, printable, size_text

HEADER = ("SITE", "STATE", "READ", "ROT", "DRIFT", "UNREADABLE")


def progress_line(progress: VerifyProgress) -> str:
    """Return how far the sites are, in a line that is shown while they read."""
    return "; ".join(
        f"{site.name} {size_text(site.read_bytes)} of {size_text(site.bytes)}"
        if site.state is VerificationState.RUNNING
        else f"{site.name} {state_of(site)}"
        for site in progress.sites
    )


def verification_lines(sites: Sequence[SiteVerification]) -> list[str]:
    """Return what was found: a line for each site, and one for each file that is not sound."""
    notes = [line for site in sites for line in _notes(site)]
    return [*aligned([HEADER, *map(_row, sites)]), *(["", *notes] if notes else [])]


def repair_lines(rows: Iterable[RepairRow]) -> list[str]:
    """Return what becomes of each file that rotted."""
    return [f"{row.site}: {printable(row.path)}: {_became(row)}" for row in rows]


def _became(row: RepairRow) -> str:
    if row.repaired and row.holder:
        return f"is placed again, from what {row.holder} has read"
    return row.reason if row.repaired else f"stays: {row.reason}"


def state_of(site: SiteVerification) -> str:
    """Return how far a site is, in a word."""
    return site.state.value if site.online else "offline"


def _row(site: SiteVerification) -> tuple[str, ...]:
    read = f"{counted(site.read_files, 'file')}, {size_text(site.read_bytes)}"
    return (site.name, state_of(site), read, str(site.rot), str(site.drift), str(site.unreadable))


def _notes(site: SiteVerification) -> list[str]:
    bad = [one for one in site.found if one.verdict is not Verdict.SOUND]
    lines = [f"{site.name}: {printable(site.words)}"] if site.words else []
    lines += [f"{site.name}: {_file(one)}" for one in bad]
    more = site.rot + site.drift + site.unreadable - len(bad)
    return [*lines, f"{site.name}: and {more} more"] if more > 0 else lines


def _file(one: VerifiedFile) -> str:
    return f"{printable(one.path)}: {one.verdict.value}: {printable(one.detail)}"
