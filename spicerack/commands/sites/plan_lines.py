"""A plan of what would move as lines for a person. Pure."""

from shared.contracts.http.sites.plan import Obstacle, Plan, SitePlan
from spicerack.text import aligned, counted, printable, size_text

HEADER = ("SITE", "TRAVEL", "BYTES", "LOCAL", "DELETE", "FROM")


def plan_lines(plan: Plan) -> list[str]:
    """Return a line for each site, and why nothing moves where nothing does."""
    head = f"{plan.collection} at revision {plan.revision}"
    away = any(site.obstacle in (Obstacle.AWAY, Obstacle.SILENT) for site in plan.sites)
    notes = [line for site in plan.sites for line in _notes(site, away=away)]
    return [head, "", *aligned([HEADER, *map(_row, plan.sites)]), *(["", *notes] if notes else [])]


def _row(site: SitePlan) -> tuple[str, ...]:
    least = "" if site.whole else "at least "
    sources = ", ".join(f"{one.site} {size_text(one.bytes)}" for one in site.sources)
    return (
        site.name,
        f"{least}{counted(site.files, 'file')}",
        size_text(site.bytes),
        str(site.local_files),
        str(site.deletions),
        sources or "-",
    )


def _notes(site: SitePlan, *, away: bool) -> list[str]:
    lines = []
    if site.obstacle is not None:
        lines.append(f"{site.name} is {site.obstacle.value}, so nothing moves: {printable(site.words)}")
    if site.stands_in_for:
        lines.append(
            f"{site.name} stands in for {', '.join(site.stands_in_for)}, and holds more than its rule says"
        )
    if site.unavailable_files:
        lacking = f"{counted(site.unavailable_files, 'file')}, {size_text(site.unavailable_bytes)}"
        lines.append(f"{site.name}: {_unavailable(lacking, away=away)}")
    if site.blocked:
        lines.append(
            f"{site.name}: {counted(site.blocked, 'path')} wait for a change or a refusal there: "
            "see `spicerack status`"
        )
    return lines


def _unavailable(lacking: str, *, away: bool) -> str:
    if away:
        return f"no site that is there has {lacking}: they wait for one that is away"
    return (
        f"no site has {lacking}, and none is away: put them back from a backup or another disk at any site, "
        "or delete or replace them; `spicerack status` names them"
    )
