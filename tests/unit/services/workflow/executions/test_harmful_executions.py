"""One execution that cannot go on harms no other: it fails, or is told as stuck, and the engine works on."""

import json
from functools import reduce

import pytest

from services.workflow.executions.summary import FAILED, SUCCEEDED
from shared.states.definition.parse import parse_definition
from shared.states.definition.problems import DefinitionError
from shared.states.limits import Limits
from tests.unit.services.workflow.executions.one_process import one_process

HALF = '"\\ud800"'
"""JSON of half of a surrogate pair: JSON can say it, and UTF-8 cannot."""

READS = {"Type": "Pass", "Parameters": {"x.$": "States.StringToJson($)"}, "End": True}
ADDS = {"Type": "Pass", "Parameters": {"x.$": "States.MathAdd($, 1)"}, "End": True}
WAITS = {"Type": "Wait", "TimestampPath": "$", "End": True}
DESCENDS = {"Type": "Pass", "Parameters": {"x.$": "$..*..*"}, "End": True}
DEEP = reduce(lambda within, _: [within, 1], range(90), [0] * 6_000)
ASKS = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $x %}", "End": True}
PASSES = {"Type": "Pass", "End": True}


def one(state):
    """Return a workflow of one state."""
    return {"StartAt": "A", "States": {"A": state}}


def is_over(summary):
    """Tell whether an execution has ended."""
    return summary.ended_at is not None


@pytest.mark.parametrize(("state", "given"), [(READS, HALF), (ADDS, 10**400), (DESCENDS, DEEP)])
async def test_what_cannot_be_written_or_computed_fails_its_execution_alone(tmp_path, state, given):
    """No process could write it into the history, or read it there; a number may be too large to add to."""
    async with one_process(tmp_path) as process:
        await process.save(one(state))
        await process.start("bad", given=given)
        assert (await process.reached("bad", is_over)).status == FAILED
        await process.save(one(PASSES))
        await process.start("good")
        assert (await process.reached("good", is_over)).status == SUCCEEDED


async def test_waiting_until_the_end_of_all_years_is_waiting(tmp_path):
    """A history has times up to a year before."""
    async with one_process(tmp_path) as process:
        await process.save(one(WAITS))
        await process.start("never", given="9999-12-31T23:59:59Z")
        await process.start("past", given="0001-01-01T00:00:00Z")
        assert (await process.reached("past", is_over)).status == SUCCEEDED
        assert process.context.store.get("never").ended_at is None


async def test_what_utf_8_cannot_say_is_not_taken_from_a_caller(tmp_path):
    """Neither as an input nor in a definition."""
    async with one_process(tmp_path) as process:
        await process.save(one(PASSES))
        said = {"content-type": "application/json"}
        body = f'{{"input": {HALF}}}'
        answer = await process.client.post("/workflows/w/executions", content=body, headers=said)
        assert answer.status_code == 422
    definition = json.dumps(one({**PASSES, "Result": "\ud800"}))
    with pytest.raises(DefinitionError, match="surrogate"):
        parse_definition(definition, Limits())


class Broken:
    """An evaluator that fails as none should."""

    def evaluate(self, evaluation):
        """Fail."""
        raise RuntimeError(f"{evaluation.source} is too much")


async def test_a_failure_within_the_engine_ends_no_other_execution(tmp_path):
    """It is told as stuck, for a person; the others go on."""
    async with one_process(tmp_path, evaluator=Broken()) as process:
        await process.save(one(ASKS), name="asks")
        await process.save(one(PASSES))
        await process.start("bad", name="asks")
        await process.start("good")
        assert (await process.reached("good", is_over)).status == SUCCEEDED
        engine = process.context.engine
        while "bad" not in engine.figures.stuck:
            await process.start("more")
            await process.reached("more", is_over)
        assert "our fault" in engine.figures.stuck["bad"]
