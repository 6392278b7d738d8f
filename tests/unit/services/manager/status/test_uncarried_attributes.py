"""What could not be carried over to a file that replaced another one is one problem of the site."""

from services.manager.tasks.reports_and_asks import take
from shared.contracts.messages.transfers.report import Applied, Placed
from tests.unit.services.manager.site import file
from tests.unit.services.manager.wiring import new_core


async def test_what_could_not_be_carried_over_is_told_in_one_line():
    """However many files there are; the last one is named."""
    context = new_core()
    placed = tuple(
        Placed(path=path, revision=1, state=file("1"), uncarried="owner 1000") for path in ("f", "g")
    )
    take(context, Applied(collection="c", site="b", pack="0" * 32, placed=placed), sequence=1)
    (line,) = context.observed.uncarried.lines()
    assert "owner 1000 of 'g' and something of 1 files before" in line


def test_nothing_is_told_where_all_was_carried_over():
    """Silence is the rule."""
    assert new_core().observed.uncarried.lines() == []
