"""The book of definitions, rules and schedules: followed in memory, saved with compare-and-set."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from shared.bus.newest import Newest, follow_all
from shared.bus.port import Bus
from shared.contracts.messages.workflow import WorkflowRule, WorkflowSchedule, WorkflowVersion
from shared.contracts.topology import Stream, Topology
from shared.states.definition.model import Definition
from shared.states.definition.parse import parse_definition
from shared.states.limits import Limits

COMPILED_MAX = 256
"""Definitions kept compiled: one takes some hundred kilobytes at most."""

PATIENCE = 5.0
"""Seconds to wait for a definition that an execution names and that was not heard yet."""


class NoDefinitionError(Exception):
    """Nobody has saved the definition that an execution names: its stream was lost. The operator must act."""


class DefinitionBook:
    """Everything that was saved in one collection. The stream's bound is the bound of this memory."""

    def __init__(self, bus: Bus, *, topology: Topology, collection: str, limits: Limits) -> None:
        self._limits = limits
        self._versions: dict[str, WorkflowVersion] = {}
        """By digest."""
        self._newest = Newest(
            bus,
            stream=Stream.WORKFLOWS,
            kind=WorkflowVersion,
            subject=lambda name: topology.workflow(collection, name),
            name_of=lambda one: one.workflow,
            is_over=lambda one: one.retired,
            heard=self._note_version,
        )
        self._rules = Newest(
            bus,
            stream=Stream.WORKFLOWS,
            kind=WorkflowRule,
            subject=lambda name: topology.workflow_rule(collection, name),
            name_of=lambda one: one.rule,
            is_over=lambda one: one.removed,
        )
        self._schedules = Newest(
            bus,
            stream=Stream.WORKFLOWS,
            kind=WorkflowSchedule,
            subject=lambda name: topology.workflow_schedule(collection, name),
            name_of=lambda one: one.schedule,
            is_over=lambda one: one.removed,
        )
        self._compiled: OrderedDict[str, Definition] = OrderedDict()
        self._moved = asyncio.Event()

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Follow until cancelled. `ready` is called once all that stood at the start is known.

        Raises:
            BusError: it cannot be begun; call it again.
        """
        await follow_all(self._newest, self._rules, self._schedules, ready=ready)

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
        await self._newest.save(version)

    async def save_rule(self, rule: WorkflowRule) -> None:
        """Save a rule. Raises as `save`."""
        await self._rules.save(rule)

    async def save_schedule(self, one: WorkflowSchedule) -> None:
        """Save a schedule. Raises as `save`."""
        await self._schedules.save(one)

    async def _heard(self, digest: str) -> WorkflowVersion:
        try:
            async with asyncio.timeout(PATIENCE):
                while digest not in self._versions:
                    await self._moved.wait()
        except TimeoutError:
            raise NoDefinitionError(f"the definition {digest} is not there: restore the workflows") from None
        return self._versions[digest]

    def _note_version(self, version: WorkflowVersion) -> None:
        self._versions[version.digest] = version
        self._moved.set()
        self._moved = asyncio.Event()
