"""The order in which a site moves to a later revision (I10)."""

import pytest

from services.manager.state.rules.due import Due
from services.manager.state.rules.next_want import Backlog, need_of, next_needs
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind, State
from tests.unit.services.manager.site import base, directory, file, head

BLOCKING = [Due("d/x", Action.PLACE, file("1"), base(1, file("1")), head(5, DELETED, "d/x"))]
LIVE = [Due("f", Action.PLACE, DELETED, None, head(5, file("1"))) for _ in range(2)]
META = [Due("m.tm", Action.PLACE, DELETED, None, head(5, file("1"), "m.tm"))]


def deletion(path: str, local: State) -> Due:
    """Return a deletion that is due."""
    return Due(path, Action.PLACE, local, base(1, local), head(5, DELETED, path))


DELETIONS = [deletion(path, file("1")) for path in ("z", "m.tm", "b")]


def step(**kinds: object) -> list[str]:
    """Return the paths of the next step."""
    return [need.path for need in next_needs(Backlog(**kinds))]


@pytest.mark.parametrize("grace_over", [True, False])
def test_what_stands_in_the_way_goes_first(grace_over: bool):
    """A file cannot come where a directory still holds something."""
    backlog = {"blocking": BLOCKING, "live": LIVE, "meta_kernels": META, "deletions": DELETIONS}
    assert step(**backlog, grace_over=grace_over) == ["d/x"]


def test_files_come_before_meta_kernels_and_these_before_deletions():
    """Who opens a meta-kernel finds its members."""
    rest = {"meta_kernels": META, "deletions": DELETIONS, "grace_over": True}
    assert step(live=LIVE, **rest) == ["f", "f"]
    assert step(**rest) == ["m.tm"]


def test_deletions_wait_for_the_grace():
    """Readers have time to move on."""
    assert step(deletions=DELETIONS) == []


def test_of_deletions_meta_kernels_go_first():
    """No meta-kernel names members that are gone."""
    assert step(deletions=DELETIONS, grace_over=True) == ["m.tm", "z", "b"]


def test_a_directory_named_like_a_meta_kernel_goes_after_what_is_in_it():
    """A name makes no meta-kernel of a directory."""
    deletions = [deletion("d.tm/x", file("1")), deletion("d.tm", directory())]
    assert step(deletions=deletions, grace_over=True) == ["d.tm/x", "d.tm"]


def test_a_step_is_bounded():
    """The rest is asked for when this is placed."""
    assert len(next_needs(Backlog(live=LIVE), limit=1)) == 1


def test_a_step_of_the_longest_paths_keeps_its_messages_within_the_bus():
    """An apply job names a path up to nine times, and the server takes messages of 1 MiB."""
    paths = [f"{number:04}" + ("/" + "x" * 250) * 15 for number in range(1000)]
    live = [Due(path, Action.PLACE, DELETED, None, head(5, file("1"), path)) for path in paths]
    needs = next_needs(Backlog(live=live))
    assert 0 < 9 * sum(len(need.path) for need in needs) < 1024 * 1024
    assert next_needs(Backlog(live=live[:1]))


def test_a_need_names_what_the_site_holds():
    """That is the prior of the publish, and the basis of a delta."""
    need = need_of(Due("d/x", Action.PLACE, file("3"), base(1, file("1")), head(5, DELETED, "d/x")))
    assert (need.revision, need.held) == (5, Held(kind=Kind.FILE, content="3" * 64))


def test_a_need_names_what_came_from_the_log_by_its_revision():
    """The log says what that is. What lost is not in the log at its path, and is named by its content."""
    assert need_of(BLOCKING[0]).held == Held(kind=Kind.FILE, revision=1)
    lost = base(1, file("1")).model_copy(update={"elsewhere": True})
    need = need_of(Due("f", Action.PLACE, file("1"), lost, head(5, file("2"))))
    assert need.held == Held(kind=Kind.FILE, content="1" * 64)


def test_a_need_where_the_tree_knows_nothing_names_the_base():
    """What lost and is kept under another name makes way for nothing."""
    lost = Due("f", Action.PLACE, file("1"), base(7, file("1"), elsewhere=True), None)
    assert need_of(lost).revision == 7
