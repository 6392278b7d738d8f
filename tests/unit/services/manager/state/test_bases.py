"""What a decision means for the base of a path."""

import pytest

from services.manager.state.base_after import base_after
from shared.contracts.messages.batch import Change, Decision, Outcome
from shared.model.entry import DELETED, Base
from tests.unit.services.manager.site import base, file

PUT = Change(path="f", state=file("1"))
DELETE = Change(path="f", state=DELETED)
BEFORE = base(3, file("0"))


@pytest.mark.parametrize(
    ("change", "decision", "after"),
    [
        pytest.param(PUT, Decision(outcome=Outcome.ACCEPTED), base(9, file("1")), id="accepted put"),
        pytest.param(DELETE, Decision(outcome=Outcome.ACCEPTED), base(9, DELETED), id="accepted delete"),
        pytest.param(
            PUT, Decision(outcome=Outcome.ALREADY, revision=5), base(5, file("1")), id="known as an older one"
        ),
        pytest.param(DELETE, Decision(outcome=Outcome.ALREADY, revision=5), base(5, DELETED), id="deleted"),
        pytest.param(DELETE, Decision(outcome=Outcome.ALREADY), None, id="the log knows nothing of it"),
        pytest.param(PUT, Decision(outcome=Outcome.ALREADY), BEFORE, id="a put known as nothing stays"),
        pytest.param(
            PUT,
            Decision(outcome=Outcome.CONFLICT, path="f.lost"),
            base(9, file("1"), elsewhere=True),
            id="lost",
        ),
        pytest.param(
            DELETE, Decision(outcome=Outcome.REFUSED), base(9, DELETED, elsewhere=True), id="refused"
        ),
    ],
)
def test_each_outcome(change: Change, decision: Decision, after: Base | None):
    """The base is what was accepted from this site, or is known as a revision of the log."""
    assert base_after(change, decision, revision=9, before=BEFORE) == after
