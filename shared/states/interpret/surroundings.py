"""The view that a state's expressions have, with the context object."""

from datetime import datetime

from shared.states.definition.model import Definition
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import Engine
from shared.states.expressions.jsonata_functions import timestamp
from shared.states.expressions.view import View
from shared.states.history.events import ExecutionStarted
from shared.states.interpret.tree import Entry
from shared.states.limits import Limits
from shared.states.values import Json


class Surroundings:
    """Makes views for one execution."""

    def __init__(
        self, definition: Definition, started: ExecutionStarted, limits: Limits, engine: Engine
    ) -> None:
        self._started = started
        self._limits = limits
        self._engine = engine
        self._execution: Json = {
            "Id": started.execution,
            "Input": started.input,
            "Name": started.name,
            "StartTime": timestamp(started.at),
        }
        self._machine: Json = {"Id": definition.digest, "Name": started.workflow}

    def view(self, entry: Entry, draw: str, now: datetime, *, task: str = "", item: Json = None) -> View:
        """The view of a state; `task` is the token of the task, `item` the Map's item, where there is one.

        `draw` names the decision: with the execution's seed it makes the random numbers.
        """
        context: dict[str, Json] = {
            "Execution": self._execution,
            "State": {
                "Name": entry.state.name,
                "EnteredTime": timestamp(entry.entered_at),
                "RetryCount": entry.tries - 1,
            },
            "StateMachine": self._machine,
        }
        if task:
            context["Task"] = {"Token": task}
        item = item if item is not None else entry.scope.item
        if item is not None:
            context["Map"] = {"Item": item}
        return View(
            value=entry.input,
            context=context,
            variables=entry.scope.variables,
            states={"input": entry.input},
            draws=Draws(self._started.seed, draw),
            now=now,
            limits=self._limits,
            engine=self._engine,
        )
