"""What did not succeed is gone on with once, and within the caps of the rule that started it."""

from services.workflow.executions import actions
from services.workflow.rules.caps import caps_of, waits_for
from shared.contracts.messages.workflow import WorkflowRule
from tests.unit.services.workflow.executions.one_process import one_process

TASK = {"Type": "Task", "Resource": "spicerack:command/x", "End": True}
DEFINITION = {"StartAt": "One", "States": {"One": TASK}}


def is_over(summary):
    """Tell whether an execution has ended."""
    return summary.ended_at is not None


async def failed(process, execution, rule=""):
    """Start an execution whose step fails."""
    await started(process, execution, rule)
    await process.fail(execution, await process.open_task(execution))
    await process.reached(execution, is_over)


async def started(process, execution, rule=""):
    """Start an execution, and wait until its step is given out."""
    context = process.context
    version, now = context.book.newest("w"), context.clock.now()
    await actions.start(
        context.journal, version, execution=execution, name="", given=None, now=now, rule=rule
    )
    await process.reached(execution, lambda found: found.state == "One")


async def retry(process, execution):
    """Ask for it; return the answer."""
    return await process.client.post(f"/executions/{execution}/retry")


async def listed(process, **filters):
    """Return the executions that fit."""
    answer = await process.client.get("/executions", params=filters)
    return {row["execution"] for row in answer.json()["results"]}


async def test_an_execution_is_gone_on_with_once(tmp_path):
    """The second who asks is told which one goes on; it alone is failed work once it has failed."""
    async with one_process(tmp_path) as process:
        await process.save(DEFINITION)
        await failed(process, "e")
        again = (await retry(process, "e")).json()["execution"]
        await process.reached(again, lambda found: found.state == "One")
        refused = await retry(process, "e")
        assert (refused.status_code, again in refused.text) == (409, True)
        await process.fail(again, await process.open_task(again))
        await process.reached(again, is_over)
        left = await listed(process, status="failed", continued_by__exists="false")
        assert left == {again}
        assert (await retry(process, again)).status_code == 201


async def test_who_goes_on_for_an_execution_of_a_rule_keeps_its_caps(tmp_path):
    """Where they are full it is refused, and says for what it waits; and it is one of the rule's."""
    async with one_process(tmp_path) as process:
        context = process.context
        await process.save(DEFINITION)
        rule = WorkflowRule(
            collection="spice",
            rule="cap",
            workflow="w",
            pattern="*",
            running_max=1,
            saved_at=context.clock.now(),
        )
        await context.book.save_rule(rule)
        await failed(process, "a", rule="cap")
        caps = caps_of(
            rule, bus=context.bus, store=context.store, journal=context.journal, monotonic=lambda: 0.0
        )
        assert await waits_for(caps, "b") == ""
        await started(process, "b", rule="cap")
        refused = await retry(process, "a")
        assert (refused.status_code, "1 of 1 run (b" in refused.text) == (409, True)
        await process.fail("b", await process.open_task("b"))
        await process.reached("b", is_over)
        again = (await retry(process, "a")).json()["execution"]
        await process.reached(again, lambda found: found.state == "One")
        assert await listed(process, rule="cap") == {"a", "b", again}
        await caps[0].slots.look()
        assert "of 1 run" in await waits_for(caps, "c")
