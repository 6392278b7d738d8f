"""Loops: rules that match what their own workflows publish, as far as the definitions show it. Pure.

Where a state publishes is evaluated for an example of a file that starts the rule. What depends on the output
of a task cannot be seen so; such loops are bounded by their generations (`services.workflow.rules.pending`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.contracts.messages.workflow import Each, WorkflowRule
from shared.model.globs import Glob, parse_glob
from shared.states.definition.model import Definition, Machine, Map, Parallel, State, Task
from shared.states.errors import StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import Engine
from shared.states.expressions.templates import Constant, Members, Template
from shared.states.expressions.view import View
from shared.states.limits import Limits
from shared.states.values import Json

LOOKED_MAX: Final = 1_000
"""Rules and states that one search looks at: it holds the process up. Others are bounded as they run."""

PROGRAMS: Final = ("spicerack:command/", "spicerack:container/", "spicerack:job/")
"""Resources whose arguments say what they publish."""

PATHS: Final = {"spicerack:publish": "path", "spicerack:fetch": "path", "spicerack:archive": "to"}
"""The argument that says where a built-in task publishes."""

EXAMPLE_ID: Final = "0" * 32


@dataclass(frozen=True, slots=True)
class Way:
    """A path that a state of the workflow of a rule publishes."""

    rule: str
    state: str
    path: str


class LoopFinder:
    """Finds loops among rules; one object for one search."""

    def __init__(
        self,
        rules: Iterable[WorkflowRule],
        definitions: Mapping[str, Definition],
        limits: Limits,
        engine: Engine,
        now: datetime,
    ) -> None:
        self._rules = {rule.rule: rule for rule in rules if rule.enabled and not rule.removed}
        self._globs: dict[str, Glob] = {rule.rule: parse_glob(rule.pattern) for rule in self._rules.values()}
        self._definitions = definitions
        self._limits = limits
        self._engine = engine
        self._now = now
        self._left = LOOKED_MAX

    def loop_of(self, rule: WorkflowRule) -> tuple[Way, ...]:
        """Return how a rule starts itself, over which others; nothing where that cannot be seen."""
        example = self._globs[rule.rule].example()
        if example is None:
            return ()
        waiting: list[tuple[WorkflowRule, str, tuple[Way, ...]]] = [(rule, example, ())]
        seen = {rule.rule}
        while waiting:
            one, path, ways = waiting.pop(0)
            for way in self._ways(one, path):
                for name, glob in self._globs.items():
                    if not glob.matches(way.path):
                        continue
                    if name == rule.rule:
                        return (*ways, way)
                    if name not in seen:
                        seen.add(name)
                        waiting.append((self._rules[name], way.path, (*ways, way)))
        return ()

    def _ways(self, rule: WorkflowRule, path: str) -> Iterator[Way]:
        definition = self._definitions.get(rule.workflow)
        if definition is None:
            return
        file: Json = {
            "collection": rule.collection,
            "path": path,
            "revision": 1,
            "content": "0" * 64,
            "size": 1,
        }
        occasion: dict[str, Json] = (
            {"files": [file], "revision": 1, "message": ""} if rule.each is Each.GROUP else {"file": file}
        )
        given: Json = {**occasion, "rule": rule.rule, "payload": rule.payload}
        for state in _states(definition.machine):
            self._left -= 1
            if self._left < 0:
                return
            view = self._view(rule, definition, state, given)
            for published in _published(state, view):
                yield Way(rule.rule, state.name, published)

    def _view(self, rule: WorkflowRule, definition: Definition, state: State, given: Json) -> View:
        at = self._now.isoformat()
        context: dict[str, Json] = {
            "Execution": {"Id": EXAMPLE_ID, "Input": given, "Name": rule.rule, "StartTime": at},
            "State": {"Name": state.name, "EnteredTime": at, "RetryCount": 0},
            "StateMachine": {"Id": definition.digest, "Name": rule.workflow},
        }
        return View(
            value=given,
            context=context,
            variables={},
            states={"input": given},
            draws=Draws(EXAMPLE_ID, state.name),
            now=self._now,
            limits=self._limits,
            engine=self._engine,
        )


def _states(machine: Machine) -> Iterator[State]:
    for state in machine.states.values():
        yield state
        match state:
            case Parallel():
                for branch in state.branches:
                    yield from _states(branch)
            case Map():
                yield from _states(state.processor)


def _published(state: State, view: View) -> Iterator[str]:
    """Yield the paths that a state publishes, as far as its expressions can be evaluated."""
    writer = state.writer if isinstance(state, Map) else None
    if writer is not None and _name(writer.resource) == "spicerack:results":
        yield from _texts(_member(writer.arguments, "path"), view)
    if not isinstance(state, Task):
        return
    member = PATHS.get(_name(state.resource))
    if member is not None:
        yield from _texts(_member(state.data.arguments, member), view)
    elif _name(state.resource).startswith(PROGRAMS):
        yield from _texts(_member(state.data.arguments, "publish"), view)


def _name(resource: str) -> str:
    return resource.partition("@")[0]


def _member(template: Template | None, name: str) -> Template | None:
    """Return a member of a template by itself: others of it may need what is not known."""
    match template:
        case Constant(value=dict() as members):
            return Constant(members.get(name))
        case Members():
            return dict(template.members).get(name)
    return None


def _texts(template: Template | None, view: View) -> Iterator[str]:
    """Yield a text, or those that are members of an object."""
    if isinstance(template, Members):
        for _, member in template.members:
            yield from _texts(member, view)
        return
    try:
        value = None if template is None else template.read(view)
    except StateError:
        return
    for one in value.values() if isinstance(value, dict) else (value,):
        if isinstance(one, str):
            yield one
