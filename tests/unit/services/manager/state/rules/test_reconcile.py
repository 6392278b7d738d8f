"""The three-way rule at a site, line by line."""

import pytest

from services.manager.state.rules.reconcile import Action, reconcile
from shared.model.entry import DELETED, Base, Entry, State
from tests.unit.services.manager.site import base, directory, file, head

ONE, TWO, THREE = file("1"), file("2"), file("3")


@pytest.mark.parametrize(
    ("local", "before", "now", "action"),
    [
        pytest.param(DELETED, None, None, Action.NOTHING, id="nothing anywhere"),
        pytest.param(DELETED, None, head(5, ONE), Action.PLACE, id="new elsewhere"),
        pytest.param(DELETED, None, head(5, DELETED), Action.ADOPT, id="came and went elsewhere"),
        pytest.param(ONE, base(5, ONE), head(5, ONE), Action.NOTHING, id="in step"),
        pytest.param(ONE, base(5, ONE), head(7, TWO), Action.PLACE, id="changed elsewhere"),
        pytest.param(ONE, base(5, ONE), head(7, DELETED), Action.PLACE, id="deleted elsewhere"),
        pytest.param(ONE, base(5, ONE), head(7, ONE), Action.ADOPT, id="the same again elsewhere"),
        pytest.param(ONE, base(5, ONE), None, Action.NOTHING, id="an absent head deletes nothing"),
        pytest.param(ONE, base(5, ONE), head(3, DELETED), Action.NOTHING, id="an older tombstone neither"),
        pytest.param(ONE, base(5, ONE), head(3, TWO), Action.NOTHING, id="an older head places nothing"),
        pytest.param(ONE, None, None, Action.SEND, id="new here"),
        pytest.param(ONE, None, head(5, ONE), Action.ADOPT, id="found what the log has"),
        pytest.param(ONE, None, head(5, file("1", mode=0o600)), Action.ADOPT, id="found, but for its mode"),
        pytest.param(ONE, None, head(5, TWO), Action.SEND, id="new here and elsewhere"),
        pytest.param(ONE, None, head(5, DELETED), Action.SEND, id="new here, once deleted elsewhere"),
        pytest.param(TWO, base(5, ONE), head(5, ONE), Action.SEND, id="changed here"),
        pytest.param(file("1", mode=0o600), base(5, ONE), head(5, ONE), Action.SEND, id="chmod here"),
        pytest.param(TWO, base(5, ONE), head(7, THREE), Action.SEND, id="changed here and elsewhere"),
        pytest.param(TWO, base(5, ONE), head(7, TWO), Action.ADOPT, id="changed alike"),
        pytest.param(TWO, base(5, ONE), head(7, DELETED), Action.SEND, id="changed here, deleted elsewhere"),
        pytest.param(TWO, base(5, ONE), None, Action.SEND, id="changed here, no head"),
        pytest.param(DELETED, base(5, ONE), head(5, ONE), Action.SEND, id="deleted here"),
        pytest.param(DELETED, base(5, ONE), head(7, TWO), Action.PLACE, id="deleted here, changed elsewhere"),
        pytest.param(DELETED, base(5, ONE), head(7, DELETED), Action.ADOPT, id="deleted alike"),
        pytest.param(DELETED, base(5, ONE), None, Action.NOTHING, id="deleted here, no head"),
        pytest.param(directory(), base(5, ONE), head(5, ONE), Action.SEND, id="a directory now"),
        pytest.param(directory(), None, head(5, directory(0o700)), Action.ADOPT, id="found the directory"),
        pytest.param(ONE, base(7, ONE, elsewhere=True), head(5, TWO), Action.PLACE, id="lost: makes way"),
        pytest.param(ONE, base(7, ONE, elsewhere=True), None, Action.PLACE, id="lost: no head, goes"),
        pytest.param(ONE, base(7, ONE, elsewhere=True), head(9, ONE), Action.ADOPT, id="lost, then won"),
        pytest.param(DELETED, base(7, DELETED, elsewhere=True), head(5, TWO), Action.PLACE, id="refused"),
        pytest.param(DELETED, base(7, DELETED, elsewhere=True), None, Action.NOTHING, id="refused, gone"),
        pytest.param(TWO, base(7, ONE, elsewhere=True), head(5, THREE), Action.SEND, id="lost, edited again"),
    ],
)
def test_each_line_of_the_rule(local: State, before: Base | None, now: Entry | None, action: Action):
    """What is due follows from what stands there, what was placed there, and the tree."""
    assert reconcile(local, before, now) is action
