"""Words about a pause. Pure."""

from shared.contracts.http.sites.pauses import PauseRow
from spicerack.text import printable


def pause_words(pause: PauseRow) -> str:
    """Return since when a site is paused, and by whom."""
    by = f" by {printable(pause.by)}" if pause.by else ""
    return f"paused since {pause.since:%Y-%m-%dT%H:%M:%SZ}{by}"


def resume_words(pause: PauseRow, site: str) -> str:
    """Return the command that ends a pause: one of all sites is not ended for one."""
    return "`spicerack resume`" if pause.site is None else f"`spicerack resume --site {site}`"
