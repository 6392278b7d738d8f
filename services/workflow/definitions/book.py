"""The book of definitions and rules: followed in memory, saved with compare-and-set."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Bus, Message
from shared.contracts.messages.workflow import WorkflowRule, WorkflowVersion
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
        self._newest: dict[str, tuple[int, WorkflowVersion]] = {}
        self._rules: dict[str, tuple[int, WorkflowRule]] = {}
        self._compiled: OrderedDict[str, Definition] = OrderedDict()
        self._moved = asyncio.Event()
        self.rules_moved = asyncio.Event()
        """Set whenever a rule was heard; cleared by whoever looks at all of them."""

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Follow until cancelled. `ready` is called once all that stood at the start is known.

        Raises:
            BusError: it cannot be begun; call it again.
        """
        topology, collection = self._topology, self._collection
        subjects = (
            (topology.workflow(collection, "*"), self._take_version),
            (topology.workflow_rule(collection, "*"), self._take_rule),
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
        found = self._newest.get(workflow)
        return None if found is None or found[1].retired else found[1]

    def workflows(self) -> list[WorkflowVersion]:
        """Return the newest version of each workflow, by name."""
        return [version for _, (_, version) in sorted(self._newest.items()) if not version.retired]

    def version(self, workflow: str, digest: str) -> WorkflowVersion | None:
        """Return one version of a workflow."""
        found = self._versions.get(digest)
        return found if found is not None and found.workflow == workflow else None

    def rules(self) -> list[WorkflowRule]:
        """Return all rules, by name."""
        return [rule for _, (_, rule) in sorted(self._rules.items()) if not rule.removed]

    def rule(self, name: str) -> WorkflowRule | None:
        """Return a rule; None where there is none."""
        found = self._rules.get(name)
        return None if found is None or found[1].removed else found[1]

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
        after = self._newest.get(version.workflow, (0, version))[0]
        ack = await self._bus.publish(subject, encode(version), expected_last_subject_sequence=after)
        self._note_version(ack.sequence, version)

    async def save_rule(self, rule: WorkflowRule) -> None:
        """Save a rule. Raises as `save`."""
        subject = self._topology.workflow_rule(self._collection, rule.rule)
        after = self._rules.get(rule.rule, (0, rule))[0]
        ack = await self._bus.publish(subject, encode(rule), expected_last_subject_sequence=after)
        self._note_rule(ack.sequence, rule)

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
            self._note_rule(message.sequence, rule)

    def _note_version(self, sequence: int, version: WorkflowVersion) -> None:
        self._versions[version.digest] = version
        if sequence > self._newest.get(version.workflow, (0, version))[0]:
            self._newest[version.workflow] = (sequence, version)
        self._moved.set()
        self._moved = asyncio.Event()

    def _note_rule(self, sequence: int, rule: WorkflowRule) -> None:
        if sequence > self._rules.get(rule.rule, (0, rule))[0]:
            self._rules[rule.rule] = (sequence, rule)
        self.rules_moved.set()


def _read(kind: type[Said], message: Message) -> Said | None:
    """Return what a message says; None where it makes no sense, as of something that nobody of ours wrote."""
    try:
        return decode(kind, message.data)
    except BadMessageError:
        return None
