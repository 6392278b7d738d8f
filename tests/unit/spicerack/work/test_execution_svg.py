"""Executions as SVG, and actions on many of them."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from shared.contracts.http.workflows import ExecutionAnswer
from shared.states.history import events as ev
from spicerack.commands.work.execution_svg import STAYS_MAX, execution_svg

BEGIN = datetime(2026, 11, 30, tzinfo=UTC)
ROW = ExecutionAnswer(
    execution="e",
    workflow="w",
    digest="0" * 64,
    name="<e>&\x00",
    status="failed",
    started_at=BEGIN,
    updated_at=BEGIN,
)


def entered(entry: int, state: str) -> ev.StateEntered:
    """Return that a state was entered."""
    return ev.StateEntered(at=BEGIN + timedelta(seconds=entry), scope="", state=state, entry=entry)


def test_a_picture_is_xml_whatever_names_and_errors_hold() -> None:
    """It has a bar for each stay, as long as it took, and no text of others is markup."""
    events = [
        entered(1, "Look <b>"),
        ev.RetryScheduled(
            at=BEGIN, entry=1, retrier=0, error="E", cause="</svg>\x07", timer="t", delay_seconds=1, due=BEGIN
        ),
        entered(2, "Then"),
        entered(5, "Last"),
    ]
    picture = ElementTree.fromstring(execution_svg(ROW, events))
    space = "{http://www.w3.org/2000/svg}"
    bars = picture.findall(f"{space}rect")
    assert len(bars) == 3
    assert "Look <b>" in [text.text for text in picture.findall(f"{space}text")]


def test_a_picture_of_many_states_is_cut_with_words() -> None:
    """No browser shows more well."""
    picture = execution_svg(ROW, [entered(number, "S") for number in range(1, STAYS_MAX + 4)])
    assert picture.count("<rect") == STAYS_MAX
    assert "and 3 more" in picture
