"""A person skips a step, and the execution goes on as if the step had given what the person says."""

from tests.unit.services.workflow.executions.one_process import one_process

TASK = {"Type": "Task", "Resource": "spicerack:command/x"}
DEFINITION = {
    "StartAt": "One",
    "States": {
        "One": {**TASK, "ResultPath": "$.one", "Next": "Two"},
        "Two": {**TASK, "ResultPath": "$.two", "Next": "End"},
        "End": {"Type": "Succeed"},
    },
}


async def skip(process, execution, state, output=None, **more):
    """Ask for it; return the answer."""
    body = {"state": state, "output": output, **more}
    return await process.client.post(f"/executions/{execution}/skip", json=body)


async def test_a_step_that_runs_or_waits_is_skipped_in_its_execution(tmp_path):
    """The output that a person gives is the step's; the second one that is given has come too late."""
    async with one_process(tmp_path) as process:
        await process.save(DEFINITION)
        await process.start("e", given={})
        await process.reached("e", lambda found: found.state == "One")
        for state, output in (("One", 1), ("Two", {"by": "hand"})):
            answer = await skip(process, "e", state, output)
            assert answer.json() == {"execution": "e", "workflow": "w", "skipped": 1}
            await process.reached("e", lambda found, was=state: found.state != was)
        await process.reached("e", lambda found: found.status == "succeeded")
        told = (await process.client.get("/executions/e")).json()
        assert told["output"] == {"one": 1, "two": {"by": "hand"}}
        assert (await skip(process, "e", "Two")).status_code == 409


async def test_a_step_that_failed_is_skipped_in_a_new_execution(tmp_path):
    """Outputs that were recorded before stay, and no runner is asked for the one that is skipped."""
    async with one_process(tmp_path) as process:
        await process.save(DEFINITION)
        await process.start("e", given={})
        await process.reached("e", lambda found: found.state == "One")
        await skip(process, "e", "One", "kept")
        await process.reached("e", lambda found: found.state == "Two")
        failed = await process.open_task("e")
        await process.fail("e", failed)
        await process.reached("e", lambda found: found.status == "failed")
        answer = await skip(process, "e", "Two", "instead")
        again = answer.json()["execution"]
        assert (again != "e", answer.json()["skipped"]) == (True, 1)
        await process.reached(again, lambda found: found.status == "succeeded")
        told = (await process.client.get(f"/executions/{again}")).json()
        assert told["output"] == {"one": "kept", "two": "instead"}
        queued = process.context.topology.step("spice", "_", again, failed)
        assert await process.bus.last("STEPS", queued) is None


async def test_what_is_no_open_step_is_refused_with_the_states_that_have_one(tmp_path):
    """A misspelt state, and a step of another task, change nothing."""
    async with one_process(tmp_path) as process:
        await process.save(DEFINITION)
        await process.start("e", given={})
        await process.reached("e", lambda found: found.state == "One")
        answer = await skip(process, "e", "Onne")
        assert answer.status_code == 409
        assert "states that have one: One" in answer.json()["detail"]
        assert (await skip(process, "e", "One", task="other")).status_code == 409
        assert (await skip(process, "e", "One", "x" * 300_000)).status_code == 422
        assert process.context.store.get("e").status == "running"
