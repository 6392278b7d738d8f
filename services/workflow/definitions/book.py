"""The book of definitions, rules and schedules: followed in memory, saved with compare-and-set."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from services.workflow.definitions.newest import Newest
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Bus, Message
from shared.contracts.messages.workflow import WorkflowRule, WorkflowSchedule, WorkflowVersion
from shared.contracts.topology import Stream, Topology
from shared.model.base import FrozenModel
from shared.states.definition.model import Definition
from shared.states.definition.parse import parse_definition
from shared.states.limits import Limits

COMPILED_MAX = 256
"""Definitions kept compiled: one takes some hundred kilobytes at most."""

PATIENCE = 5.0
"""Seconds to wait for a definition that an execution names and that was not heard yet."""

Said = TypeVar("Said", bound=FrozenModel)


class NoDefinitionError(Exception):
    """Nobody has saved the definition that an execution names: its stream was lost. The operator must act."""


class DefinitionBook:
    """Everything that was saved in one collection. The stream's bound is the bound of this memory."""

    def __init__(self, bus: Bus, *, topology: Topology, collection: str, limits: Limits) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection
        self._limits = limits
        self._versions: dict[str, WorkflowVersion] = {}
        """By digest."""
        self._newest = Newest[WorkflowVersion](is_over=lambda one: one.retired)
        self._rules = Newest[WorkflowRule](is_over=lambda one: one.removed)
        self._schedules = Newest[WorkflowSchedule](is_over=lambda one: one.removed)
        self._compiled: OrderedDict[str, Definition] = OrderedDict()
        self._moved = asyncio.Event()

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Follow until cancelled. `ready` is called once all that stood at the start is known.

        Raises:
            BusError: it cannot be begun; call it again.
        """
        topology, collection = self._topology, self._collection
        subjects = (
            (topology.workflow(collection, "*"), self._take_version),
            (topology.workflow_rule(collection, "*"), self._take_rule),
            (topology.workflow_schedule(collection, "*"), self._take_schedule),
        )
        async with asyncio.TaskGroup() as group:
            heard = [asyncio.Event() for _ in subjects]
            for (subject, take), event in zip(subjects, heard, strict=True):
                group.create_task(self._follow(subject, take, event))
            for event in heard:
                await event.wait()
            ready()

    def newest(self, workflow: str) -> WorkflowVersion | None:
        """Return the version of a workflow that new executions have; None where there is none."""
        return self._newest.get(workflow)

    def workflows(self) -> list[WorkflowVersion]:
        """Return the newest version of each workflow, by name."""
        return self._newest.every()

    def version(self, workflow: str, digest: str) -> WorkflowVersion | None:
        """Return one version of a workflow."""
        found = self._versions.get(digest)
        return found if found is not None and found.workflow == workflow else None

    def rules(self) -> list[WorkflowRule]:
        """Return all rules, by name."""
        return self._rules.every()

    def rule(self, name: str) -> WorkflowRule | None:
        """Return a rule; None where there is none."""
        return self._rules.get(name)

    def schedules(self) -> list[WorkflowSchedule]:
        """Return all schedules, by name."""
        return self._schedules.every()

    def schedule(self, name: str) -> WorkflowSchedule | None:
        """Return a schedule; None where there is none."""
        return self._schedules.get(name)

    async def definition(self, digest: str) -> Definition:
        """Return a definition, compiled.

        Raises:
            NoDefinitionError: it was not saved, as far as is heard within some seconds.
        """
        if digest in self._compiled:
            self._compiled.move_to_end(digest)
            return self._compiled[digest]
        version = await self._heard(digest)
        compiled = self._compiled[digest] = parse_definition(version.text, self._limits)
        while len(self._compiled) > COMPILED_MAX:
            self._compiled.popitem(last=False)
        return compiled

    async def save(self, version: WorkflowVersion) -> None:
        """Save a version as the newest.

        Raises:
            WrongLastSequenceError: somebody else saved one meanwhile.
            BusError: unknown whether it was saved.
        """
        subject = self._topology.workflow(self._collection, version.workflow)
        self._note_version(await self._publish(subject, version, self._newest, version.workflow), version)

    async def save_rule(self, rule: WorkflowRule) -> None:
        """Save a rule. Raises as `save`."""
        subject = self._topology.workflow_rule(self._collection, rule.rule)
        self._rules.note(rule.rule, await self._publish(subject, rule, self._rules, rule.rule), rule)

    async def save_schedule(self, one: WorkflowSchedule) -> None:
        """Save a schedule. Raises as `save`."""
        subject = self._topology.workflow_schedule(self._collection, one.schedule)
        sequence = await self._publish(subject, one, self._schedules, one.schedule)
        self._schedules.note(one.schedule, sequence, one)

    async def _publish(self, subject: str, said: Said, known: Newest[Said], name: str) -> int:
        """Publish a word on a name right after the one that is known; return its sequence."""
        after = known.sequence(name)
        ack = await self._bus.publish(subject, encode(said), expected_last_subject_sequence=after)
        return ack.sequence

    async def _heard(self, digest: str) -> WorkflowVersion:
        try:
            async with asyncio.timeout(PATIENCE):
                while digest not in self._versions:
                    await self._moved.wait()
        except TimeoutError:
            raise NoDefinitionError(f"the definition {digest} is not there: restore the workflows") from None
        return self._versions[digest]

    async def _follow(self, subject: str, take: Callable[[Message], None], heard: asyncio.Event) -> None:
        head = await self._bus.caught_up(Stream.WORKFLOWS, subject)
        if head == 0:
            heard.set()
        async for message in self._bus.follow(Stream.WORKFLOWS, subject, after=0):
            take(message)
            if message.sequence >= head:
                heard.set()

    def _take_version(self, message: Message) -> None:
        version = _read(WorkflowVersion, message)
        if version is not None:
            self._note_version(message.sequence, version)

    def _take_rule(self, message: Message) -> None:
        rule = _read(WorkflowRule, message)
        if rule is not None:
            self._rules.note(rule.rule, message.sequence, rule)

    def _take_schedule(self, message: Message) -> None:
        one = _read(WorkflowSchedule, message)
        if one is not None:
            self._schedules.note(one.schedule, message.sequence, one)

    def _note_version(self, sequence: int, version: WorkflowVersion) -> None:
        self._versions[version.digest] = version
        self._newest.note(version.workflow, sequence, version)
        self._moved.set()
        self._moved = asyncio.Event()


def _read(kind: type[Said], message: Message) -> Said | None:
    """Return what a message says; None where it makes no sense, as of something that nobody of ours wrote."""
    try:
        return decode(kind, message.data)
    except BadMessageError:
        return None
