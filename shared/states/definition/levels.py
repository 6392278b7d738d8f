"""Levels of states: the whole machine, branches and item processors, with the checks over several states."""

from collections.abc import Iterator
from typing import Final

from shared.states.definition.fields import Fields, Sheet
from shared.states.definition.located import Place
from shared.states.definition.model import Choice, Fail, Machine, Recovering, State, Succeed
from shared.states.definition.states import read_state

_LONGEST_NAME: Final = 80
"""Characters of a state's name: the language's limit."""


class LevelsReader:
    """Reads levels within levels; it knows the names of the whole document, which must all differ."""

    def __init__(self, sheet: Sheet, *, jsonata: bool) -> None:
        self._sheet = sheet
        self._jsonata = jsonata
        self._names: set[str] = set()
        self._variables: list[frozenset[str]] = []

    def read(self, fields: Fields) -> Machine:
        """The level that has its StartAt and States in `fields`."""
        start = fields.text("StartAt", required=True) or ""
        container = fields.object("States", required=True)
        if container is None:
            return Machine(start_at=start, states={})
        members = container.members()
        if not members:
            container.fault("there must be at least one state")
        self._variables.append(_assigned(members))
        states: dict[str, State] = {}
        for name, member in members:
            self._check_name(name, member)
            state = read_state(member, name, self.read, jsonata=self._jsonata)
            if state is not None:
                states[name] = state
        self._variables.pop()
        self._check_ways(start, states, dict(members), fields, container.place)
        return Machine(start_at=start, states=states)

    def _check_name(self, name: str, member: Fields) -> None:
        if len(name) > _LONGEST_NAME:
            member.fault(f"the name has {len(name)} characters; at most {_LONGEST_NAME} are allowed")
        if name in self._names:
            member.fault(f"there is another state '{name}'; names are unique in the whole definition")
        self._names.add(name)
        most = self._sheet.limits.definition_states
        if len(self._names) == most + 1:
            member.fault(f"there are more than {most} states")
        outer = frozenset().union(*self._variables[:-1])
        for variable in sorted(_variables_of(member) & outer):
            member.fault(
                f"the variable '{variable}' belongs to an outer level, which cannot be set from here"
            )

    def _check_ways(
        self, start: str, states: dict[str, State], members: dict[str, Fields], fields: Fields, place: Place
    ) -> None:
        if start not in members:
            if start:
                fields.fault(f"there is no state '{start}' at this level", "StartAt")
            return
        if len(states) < len(members):
            return  # A state that could not be read has ways that nobody knows.
        for name, state in states.items():
            for target in ways(state):
                if target and target not in states:
                    members[name].fault(f"there is no state '{target}' at this level to go to")
        reached = _reached(start, states)
        for name in states:
            if name not in reached:
                members[name].fault(f"no way leads to the state '{name}'")
        if not any(_ends(state) for state in states.values()):
            self._sheet.fault(place, "no state ends this level: one needs End, or the type Succeed or Fail")


def ways(state: State) -> Iterator[str]:
    """Ways out of a state: the names of all states that may follow it."""
    if state.next is not None:
        yield state.next
    if isinstance(state, Choice):
        yield from (rule.next for rule in state.rules)
        if state.default is not None:
            yield state.default
    if isinstance(state, Recovering):
        yield from (catcher.next for catcher in state.catch)


def _ends(state: State) -> bool:
    return isinstance(state, Succeed | Fail) or (state.next is None and not isinstance(state, Choice))


def _reached(start: str, states: dict[str, State]) -> set[str]:
    reached = {start}
    waiting = [start]
    while waiting:
        for target in ways(states[waiting.pop()]):
            if target in states and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _assigned(members: list[tuple[str, Fields]]) -> frozenset[str]:
    """All variables that the states of a level set."""
    return frozenset().union(*(_variables_of(member) for _, member in members))


def _variables_of(member: Fields) -> frozenset[str]:
    places = [member.peek("Assign")]
    for name in ("Choices", "Catch"):
        rules = member.peek(name)
        if isinstance(rules, list):
            places += [rule.get("Assign") for rule in rules if isinstance(rule, dict)]
    return frozenset(key.removesuffix(".$") for place in places if isinstance(place, dict) for key in place)
