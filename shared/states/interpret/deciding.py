"""The common ground of all deciders: the execution, the time of the decision, the events it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from shared.states.expressions.view import View
from shared.states.history import events as ev
from shared.states.interpret.data import Outcome
from shared.states.interpret.execution import Execution
from shared.states.interpret.surroundings import Surroundings
from shared.states.interpret.tree import Entry
from shared.states.limits import Limits
from shared.states.values import Json

Events: TypeAlias = Sequence[ev.Decision]


@dataclass(frozen=True, slots=True)
class Deciding:
    """One decision about one scope, at the time `now` (UTC)."""

    execution: Execution
    surroundings: Surroundings
    limits: Limits
    now: datetime

    def view(self, entry: Entry, purpose: str, *, task: str = "", item: Json = None) -> View:
        """What the expressions of the state see; random numbers follow from the try and the purpose."""
        return self.surroundings.view(entry, f"{attempt(entry)}/{purpose}", self.now, task=task, item=item)

    def exit(self, entry: Entry, outcome: Outcome, following: str | None) -> Events:
        """The state is left."""
        return [
            ev.StateExited(
                at=self.now,
                entry=entry.number,
                output=outcome.output,
                size=outcome.size,
                next=following,
                assigned=outcome.assigned,
            )
        ]


def attempt(entry: Entry) -> str:
    """The id of the present try of a state; ids of tasks, timers and scopes begin with it."""
    return f"{entry.number}.{entry.tries}"
