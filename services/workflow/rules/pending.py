"""Pending occasions: the executions that a rule starts for them. Pure."""

from collections.abc import Sequence
from datetime import datetime

from blake3 import blake3

from services.workflow.rules.occasion import Occasion, given_to, is_too_large
from shared.contracts.messages.step import StepMade
from shared.contracts.messages.workflow import LINE_MAX, Each, ExecutionRecord, WorkflowRule
from shared.states.history.events import ExecutionFailed, ExecutionStarted

ID_BYTES = 16
"""Of an execution's id: no two occasions of any rule meet in 128 bits."""

GENERATIONS_MAX = 8
"""Of executions that each made the file that started the next: more than a pipeline of people has, and few
enough for a rule that starts itself to be harmless."""

LOOP = "Rule.Loop"

TOO_LARGE = "Rule.TooManyFiles"


def execution_of(rule: WorkflowRule, occasion: Occasion) -> str:
    """Return the id of the one execution that a rule starts for one occasion."""
    first = occasion.files[0]
    path = "" if rule.each is Each.GROUP else first.path
    named = f"{rule.collection}\n{rule.rule}\n{rule.after}\n{first.revision}\n{path}"
    return blake3(named.encode()).hexdigest(length=ID_BYTES)


def start_of(
    rule: WorkflowRule,
    occasion: Occasion,
    *,
    digest: str,
    now: datetime,
    makers: Sequence[StepMade] = (),
    generations_max: int = GENERATIONS_MAX,
) -> ExecutionRecord:
    """Return the record that starts the execution; that ends it at once where it cannot be or must not be.

    Args:
        rule: that starts it.
        occasion: what it is started for.
        digest: of the definition.
        now: the time, UTC.
        makers: the executions that made its files.
        generations_max: of executions that each made the file that started the next.
    """
    execution = execution_of(rule, occasion)
    maker = max(makers, key=lambda one: one.generation, default=None)
    generation = 0 if maker is None else maker.generation + 1
    failure = _failure(rule, occasion, maker if generation > generations_max else None, now)
    few = occasion if not is_too_large(occasion.files) else _first_of(occasion)
    started = ExecutionStarted(
        at=now,
        execution=execution,
        name=f"{rule.rule}/{_words(rule, occasion)}"[:LINE_MAX],
        workflow=rule.workflow,
        definition=digest,
        input=given_to(rule, few),
        seed=execution,
        generation=generation,
        caused_by="" if maker is None else maker.execution,
    )
    return ExecutionRecord(
        collection=rule.collection,
        workflow=rule.workflow,
        execution=execution,
        first=0,
        rule=rule.rule,
        events=(started, *failure),
    )


def _words(rule: WorkflowRule, occasion: Occasion) -> str:
    first = occasion.files[0]
    if rule.each is Each.GROUP:
        return f"{occasion.message or 'group'}@{first.revision}"
    return f"{first.path}@{first.revision}"


def _first_of(occasion: Occasion) -> Occasion:
    return Occasion(place=occasion.place, files=occasion.files[:1], message=occasion.message)


def _failure(
    rule: WorkflowRule, occasion: Occasion, maker: StepMade | None, now: datetime
) -> tuple[ExecutionFailed, ...]:
    """Return why the execution ends at once, where it does."""
    if maker is not None:
        cause = (
            f"{occasion.files[0].path} was made by execution {maker.execution}, the last of "
            f"{maker.generation + 1} that each made the file that started the next: a rule starts itself. "
            "Have its pattern leave out what its workflow publishes, or raise "
            "SPICERACK_WORKFLOW_GENERATIONS. `executions retry` runs it even so."
        )
        return (ExecutionFailed(at=now, error=LOOP, cause=cause),)
    if is_too_large(occasion.files):
        cause = (
            f"{len(occasion.files)} files or more of one commit fit {rule.pattern!r}, which is more than an "
            "execution can be given, so its input names the first alone: have the pattern fit fewer, or the "
            "rule start an execution for each file."
        )
        return (ExecutionFailed(at=now, error=TOO_LARGE, cause=cause),)
    return ()
