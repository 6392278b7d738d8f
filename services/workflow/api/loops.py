"""The refusal of rules that start themselves, where their definitions show it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from services.workflow.context import WorkflowContext
from services.workflow.definitions.book import NoDefinitionError
from services.workflow.rules.loops import LoopFinder
from shared.contracts.messages.workflow import WorkflowRule
from shared.states.definition.model import Definition
from shared.web.problem import MalformedError


async def refuse_loops(
    context: WorkflowContext, rules: Sequence[WorkflowRule], given: Mapping[str, Definition] | None = None
) -> None:
    """Refuse rules that start themselves.

    Args:
        context: of the process.
        rules: that are saved now, or whose workflow is.
        given: definitions that are saved now, by workflow.

    Raises:
        MalformedError: one does, by itself or over others; the author of the definition must act.
    """
    judged = [rule for rule in rules if rule.enabled and not rule.allow_loop]
    if not judged:
        return
    every = {rule.rule: rule for rule in context.book.rules()} | {rule.rule: rule for rule in rules}
    definitions = {**await _definitions(context), **(given or {})}
    finder = LoopFinder(every.values(), definitions, context.limits, context.evaluator, context.clock.now())
    for rule in judged:
        found = finder.loop_of(rule)
        if found:
            ways = "; ".join(
                f"rule {one.rule} has state {one.state} publish {one.path}, which starts rule {other.rule}"
                for one, other in pairwise((*found, found[0]))
            )
            raise MalformedError(
                f"rule {rule.rule} would start itself without end: {ways}. Have the pattern leave out what "
                "is published, or say that it may (allow_loop): the executions in a row are bounded then"
            )


async def _definitions(context: WorkflowContext) -> dict[str, Definition]:
    found: dict[str, Definition] = {}
    for version in context.book.workflows():
        try:
            found[version.workflow] = await context.book.definition(version.digest)
        except NoDefinitionError:
            continue
    return found
