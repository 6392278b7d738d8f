"""What a change takes away."""

import pytest

from services.manager.look.directory.scan import Seen
from services.manager.look.hashing.hash_file import Found, content_of
from services.manager.look.safeguards.losses import LossKind, kind_of_loss
from shared.model.entry import State
from tests.unit.services.manager.directory_look import Desk


@pytest.mark.parametrize(
    ("before", "after", "grew", "kind"),
    [
        (100, 150, True, None),
        (100, 150, False, LossKind.REWRITTEN),
        (100, 100, False, LossKind.REWRITTEN),
        (100, 50, False, LossKind.REWRITTEN),
        (100, 49, False, LossKind.CUT),
        (100, 0, False, LossKind.CUT),
        (0, 0, False, LossKind.REWRITTEN),
    ],
)
def test_the_kind_of_a_loss_is_told_by_what_is_left(
    before: int, after: int, grew: bool, kind: LossKind | None
) -> None:
    """Growth loses nothing, a rewrite changes the form, and less than half is a loss."""
    assert kind_of_loss(before, after, grew=grew) is kind


def found(desk: Desk, path: str, before: State | None = None) -> Found:
    """Hash what stands at a path."""
    item = content_of(desk.files, Seen(path, desk.files.status(path)), before)
    assert isinstance(item, Found)
    return item


@pytest.mark.parametrize(
    ("after", "grew"), [(b"one\ntwo\n", True), (b"ONE\ntwo\n", False), (b"one\n", False), (b"", False)]
)
def test_a_file_has_grown_if_it_begins_with_all_that_it_held(after: bytes, grew: bool) -> None:
    """Its content tells, not its size; a content that came back as it was is no growth."""
    desk = Desk()
    desk.user.write("obs.log", b"one\n")
    before = found(desk, "obs.log").state
    desk.user.write("obs.log", after)
    now = found(desk, "obs.log", before)
    assert now.grew is grew
    assert now.state.content == found(desk, "obs.log").state.content
