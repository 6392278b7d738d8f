"""The switch that ends a process at a named step."""

import pytest

from shared.model.steps import NO_STEPS, Step
from testing.switches.kill_at import PAUSED, Count, KillAt, KillPlan, parse_kill_at, read_count, steps_of


def test_form_tells_which_time_and_how_often():
    """A step alone means the first time; NTH means that time; EVERYxTIMES means again and again."""
    assert parse_kill_at("apply.staged, pack.part:3") == (
        KillPlan(step=Step.APPLY_STAGED),
        KillPlan(step=Step.PACK_PART, every=3),
    )
    assert parse_kill_at("want.published:2x9") == (KillPlan(step=Step.WANT_PUBLISHED, every=2, times=9),)


@pytest.mark.parametrize("text", ["apply.staged:0", "apply.staged:x2", "nothing.known", "apply staged"])
def test_what_is_out_of_form_is_refused(text):
    """A misspelt switch would test nothing, and say that all is well."""
    with pytest.raises(ValueError, match=r"(?i)step"):
        parse_kill_at(text)


def test_counts_outlive_the_process(tmp_path):
    """Every second time, twice in all, over any number of restarts."""
    ends = []
    for number in range(8):
        plans = parse_kill_at("apply.begun:2x2")
        KillAt(plans, tmp_path, kill=lambda number=number: ends.append(number)).reached(Step.APPLY_BEGUN)
    assert ends == [1, 3]
    assert read_count(tmp_path / Step.APPLY_BEGUN) == Count(reached=8, kills=2)


def test_kills_can_be_paused(tmp_path):
    """While all is to come to rest, nothing is killed or counted."""
    ends = []
    kill_at = KillAt(parse_kill_at("apply.begun"), tmp_path, kill=lambda: ends.append(1))
    (tmp_path / PAUSED).touch()
    kill_at.reached(Step.APPLY_BEGUN)
    assert ends == []
    (tmp_path / PAUSED).unlink()
    kill_at.reached(Step.APPLY_BEGUN)
    assert ends == [1]


def test_nobody_listens_without_the_setting(tmp_path):
    """In production a step costs a look at an attribute, and leaves no trace."""
    steps = steps_of("", tmp_path)
    steps.reached(Step.APPLY_STAGED)
    assert steps is NO_STEPS
    assert list(tmp_path.iterdir()) == []
