"""Sites are brought step after step, without a word of theirs between."""

from dataclasses import replace

import pytest

from services.orchestrator.match.ahead import StepsAhead, steps_of
from services.orchestrator.match.plan import Plan
from shared.contracts.messages.transfers.want import PATH_BYTES_MAX, Held, Need, ahead_of
from shared.model.entry import Kind
from tests.unit.services.orchestrator.match.test_match import want
from tests.unit.services.orchestrator.match.test_shares import NOTHING, item, placement, plan


def needs(paths):
    """Return needs of new files."""
    return tuple(Need(path=path, revision=1, held=NOTHING) for path in paths)


def behind_it(paths):
    """Return that new files are asked for behind a step."""
    return ahead_of((path, 1, 0) for path in paths)


def asking(steps, behind="", *, site="b"):
    """Return a want of new files, with what is asked for behind them."""
    return want(site).model_copy(update={"needs": needs(steps), "ahead": behind_it(behind)})


def bringing(paths, *, targets=("b",)):
    """Return the plan that brings a step."""
    return plan([item(path) for path in paths], *(placement(path, path) for path in paths), targets=targets)


def paths(wants):
    """Return what each site is brought."""
    return {site: "".join(need.path for need in one.needs) for site, one in wants.items()}


def test_steps_of_the_same_size_follow_a_step():
    """Until nothing is left."""
    said = asking("12", "34567")
    ahead = StepsAhead({"b": said})

    brought = [paths(ahead.next([bringing(step)], {"b": said})) for step in ("12", "34", "56", "7")]

    assert brought == [{"b": "34"}, {"b": "56"}, {"b": "7"}, {}]


def test_nothing_is_brought_that_a_site_does_not_ask_for_any_more():
    """It was held meanwhile, or somebody writes to a file."""
    ahead = StepsAhead({"b": asking("12", "3456")})

    assert paths(ahead.next([bringing("12")], {"b": asking("4")})) == {"b": "4"}
    assert paths(ahead.next([bringing("4")], {"b": asking("")})) == {}


@pytest.mark.parametrize(
    "other",
    [
        bringing("1"),
        replace(bringing("12"), offset=0),
        replace(bringing("12"), probe=(1, 1)),
        replace(bringing("12"), hurried=True),
        plan([item("1")], placement("1", "1"), placement("2", "1", prior=Held(kind=Kind.DIRECTORY))),
    ],
)
def test_nothing_follows_a_plan_that_has_to_be_heard_of_first(other: Plan):
    """It brings a part of the step, or what others may have to wait for."""
    said = asking("12", "34")

    assert StepsAhead({"b": said}).next([other], {"b": said}) == {}


def test_nothing_follows_a_step_that_failed():
    """Its site says what it lacks."""
    said = asking("12", "34")
    ahead = StepsAhead({"b": said})
    ahead.stop()

    assert ahead.next([bringing("12")], {"b": said}) == {}


def test_sites_go_on_by_themselves():
    """One has all that it asked for, another one not."""
    wants = {"b": asking("1", "2"), "c": asking("1", "2", site="c")}
    ahead = StepsAhead(wants)

    assert paths(ahead.next([bringing("1", targets=("b", "c"))], {"b": wants["b"]})) == {"b": "2"}


def test_a_step_is_no_longer_than_one_job_may_name():
    """Long paths make shorter steps."""
    long = [f"{number}/{'x' * 200}" for number in range(600)]

    steps = list(steps_of(behind_it(long), limit=1000))

    assert [need.path for step in steps for need in step] == long
    assert all(sum(len(need.path) for need in step) <= PATH_BYTES_MAX for step in steps)


def test_what_stands_at_a_path_is_said_by_its_revision():
    """Or that nothing does."""
    (step,) = steps_of(ahead_of([("f", 3, 2), ("g", 3, 0)]), limit=2)

    assert [need.held for need in step] == [Held(kind=Kind.FILE, revision=2), NOTHING]


def test_what_is_no_path_ends_the_steps(caplog):
    """Nobody may be asked to place something outside of a root."""
    assert [len(step) for step in steps_of(behind_it(["a", "../b", "c"]), limit=1)] == [1]
    assert "no path" in caplog.text
