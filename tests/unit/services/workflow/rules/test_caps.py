"""Caps: a rule's own, and one that rules share. None is exceeded, and no slot is held by what never began."""

from datetime import timedelta

from services.workflow.executions.actions import cancel
from services.workflow.rules.cap import BEGINS_WITHIN
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.topology import Bucket
from shared.states.history import events as ev
from tests.unit.services.workflow.rules.rules_rack import COLLECTION, rules_rack


async def heard(rack):
    """Have the process hear of all executions; return them in their order."""
    found = []
    head = await rack.context.journal.head()
    if head:
        async for sequence, record in rack.context.journal.follow(after=0):
            rack.context.store.take(sequence, record)
            if record.first == 0:
                found.append(record.execution)
            if sequence >= head:
                break
    return found


async def end(rack, execution):
    """End an execution, as an engine does that was asked to."""
    known = rack.context.store.get(execution)
    now = rack.clock.now()
    await cancel(rack.context.journal, known, collection=COLLECTION, cause="", now=now)
    await heard(rack)
    known = rack.context.store.get(execution)
    record = (await rack.context.journal.read("w", execution))[0][1]
    ended = record.model_copy(
        update={"first": known.position, "events": (ev.ExecutionAborted(at=now, cause=""),)}
    )
    await rack.context.journal.append(ended, after=known.sequence)
    await heard(rack)


async def test_rules_of_a_queue_start_no_more_together_than_it_allows(tmp_path):
    """What waits says for what; once one has ended, whichever rule looks first goes on."""
    async with rules_rack(tmp_path) as rack:
        await rack.write("a", "b", "c")
        shared = {"queue": "gpu", "queue_max": 2}
        one = await rack.dispatch(rule="one", pattern="[ab]", **shared)
        two = await rack.dispatch(rule="two", pattern="c", **shared)
        await one.go_on()
        await heard(rack)
        await two.go_on()
        first, _ = await heard(rack)
        assert two.waiting.waits_for.startswith("a slot of queue gpu: 2 of 2 run")
        await end(rack, first)
        await two.go_on()
        assert two.waiting.waits_for == ""
        assert len(await heard(rack)) == 3


async def test_a_rule_keeps_its_own_cap_within_a_queue(tmp_path):
    """The smaller of the two counts."""
    async with rules_rack(tmp_path) as rack:
        await rack.write("a", "b")
        one = await rack.dispatch(running_max=1, queue="gpu", queue_max=5)
        await one.go_on()
        assert one.waiting.waits_for.startswith("a slot: 1 of 1 run")
        assert len(await heard(rack)) == 1


async def test_a_slot_of_a_queue_that_another_is_about_to_use_is_not_taken_at_once(tmp_path):
    """It is taken once whoever took it must have died before it began."""
    async with rules_rack(tmp_path) as rack:
        key = f"{workflow_key(COLLECTION, 'queue', 'gpu')}.0"
        await rack.bus.create(Bucket.WORKFLOW, key, b"never-begun")
        await rack.write("a")
        one = await rack.dispatch(queue="gpu", queue_max=1)
        passed = 0.0
        for cap in one._caps:
            cap.monotonic = lambda: passed
        await one.go_on()
        assert one.waiting.waits_for.startswith("a slot of queue gpu: 1 of 1 run (never-begun")
        rack.clock.time += timedelta(days=1)  # the clock of the day is set
        passed = BEGINS_WITHIN - 1
        await one.go_on()
        assert await heard(rack) == []
        passed = BEGINS_WITHIN
        await one.go_on()
        assert len(await heard(rack)) == 1
