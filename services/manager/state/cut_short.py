"""Kernels that were published without their last bytes: named until another content stands at their path."""

from services.manager.look.look_result import LookResult
from services.manager.state.database.site_values import PublishedShort
from services.manager.state.site_state import SiteState

KEPT_MAX = 1000
"""Kernels remembered, the newest; as many as other problems of looks."""


def note_cut_short(state: SiteState, result: LookResult) -> None:
    """Take note of the kernels that a look took as they stand."""
    if not result.cut_short:
        return
    found = {item.path: item.state.content for item in result.found}
    news = [
        PublishedShort(path=one.path, content=content, words=one.words)
        for one in result.cut_short
        if (content := found.get(one.path)) is not None
    ]
    paths = {one.path for one in news}
    before = (one for one in still_short(state) if one.path not in paths)
    state.values.keep_cut_short((*news, *before)[:KEPT_MAX])


def still_short(state: SiteState) -> tuple[PublishedShort, ...]:
    """Return the kernels that still stand as they were published."""
    return tuple(one for one in state.values.cut_short() if _stands(state, one))


def told(state: SiteState, *, limit: int) -> list[str]:
    """Return the problems for people, the first of them."""
    return [
        f"{one.path!r} was published as it stands, bytes of it are missing: {one.words}"
        for one in still_short(state)[:limit]
    ]


def _stands(state: SiteState, one: PublishedShort) -> bool:
    row = state.index.row(one.path)
    return row is not None and row.local.content == one.content
