"""Rules as they are told to people."""

from services.workflow.api.rules import list_rules
from shared.contracts.messages.workflow import Each, WorkflowRule
from tests.unit.services.workflow.rules.rules_rack import COLLECTION, rules_rack


async def test_kinds_that_no_describer_of_ours_tells_are_named(tmp_path):
    """Others may tell them, so that they are taken; a slip of the pen would wait for ever without a word."""
    async with rules_rack(tmp_path) as rack:
        rule = WorkflowRule(
            collection=COLLECTION,
            rule="r",
            workflow="w",
            pattern="**",
            each=Each.DESCRIPTION,
            kinds=("spk", "SPK"),
            after=0,
            saved_at=rack.clock.now(),
        )
        await rack.context.book.save_rule(rule)
        (told,) = await list_rules(rack.context)
        assert told.kinds_unknown == ("SPK",)
