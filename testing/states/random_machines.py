"""Random definitions, for tests that hold whatever the definition."""

from random import Random
from typing import Any, Final

_DEEPEST: Final = 3
_ERRORS: Final = ("E", "F", "States.Timeout", "States.TaskFailed", "States.BranchFailed", "States.ALL")


class Machines:
    """Makes definitions that are valid, end, and use every type of state."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._names = 0

    def definition(self) -> dict[str, Any]:
        """A whole definition."""
        machine = self._level(0)
        if self._random.random() < 0.1:
            machine["TimeoutSeconds"] = self._random.randint(5, 500)
        return machine

    def _level(self, depth: int) -> dict[str, Any]:
        names = [self._name() for _ in range(self._random.randint(1, 3))]
        states: dict[str, Any] = {}
        for index, name in enumerate(names):
            following = {"Next": names[index + 1]} if index + 1 < len(names) else {"End": True}
            states[name] = {**self._state(depth), **following}
            self._mend(states, name, names[-1])
        if depth and self._random.random() < 0.1:
            states[names[-1]] = {"Type": "Fail", "Error": "E"}
        return {"StartAt": names[0], "States": states}

    def _name(self) -> str:
        self._names += 1
        return f"S{self._names}"

    def _state(self, depth: int) -> dict[str, Any]:
        kinds = [self._task, self._task, self._pass, self._wait]
        if depth < _DEEPEST:
            kinds += [self._parallel, self._map]
        make = self._random.choice(kinds)
        return make(depth)

    def _task(self, depth: int) -> dict[str, Any]:
        del depth
        state: dict[str, Any] = {"Type": "Task", "Resource": f"urn:{self._random.choice('abc')}"}
        if self._random.random() < 0.3:
            state["TimeoutSeconds"] = self._random.randint(10, 90)
        if self._random.random() < 0.2:
            state["HeartbeatSeconds"] = self._random.randint(1, 5)
        return self._retrying(state)

    def _pass(self, depth: int) -> dict[str, Any]:
        del depth
        return {"Type": "Pass", "Parameters": {"id.$": "States.UUID()", "n.$": "States.MathRandom(0, 9)"}}

    def _wait(self, depth: int) -> dict[str, Any]:
        del depth
        return {"Type": "Wait", "Seconds": self._random.randint(0, 20)}

    def _parallel(self, depth: int) -> dict[str, Any]:
        branches = [self._level(depth + 1) for _ in range(self._random.randint(1, 3))]
        return self._retrying({"Type": "Parallel", "Branches": branches})

    def _map(self, depth: int) -> dict[str, Any]:
        count = self._random.randint(0, 6)
        state: dict[str, Any] = {
            "Type": "Map",
            "QueryLanguage": "JSONata",
            "Items": list(range(count)),
            "ItemProcessor": self._level(depth + 1),
            "MaxConcurrency": self._random.randint(0, 3),
        }
        if self._random.random() < 0.5:
            state["ToleratedFailureCount"] = self._random.randint(0, 2)
        if self._random.random() < 0.2:
            state["ItemBatcher"] = {"MaxItemsPerBatch": self._random.randint(1, 3)}
        return self._retrying(state)

    def _retrying(self, state: dict[str, Any]) -> dict[str, Any]:
        if self._random.random() < 0.5:
            retrier: dict[str, Any] = {
                "ErrorEquals": [self._random.choice(_ERRORS)],
                "MaxAttempts": self._random.randint(0, 2),
                "JitterStrategy": self._random.choice(("FULL", "NONE")),
            }
            state["Retry"] = [retrier]
        return state

    def _mend(self, states: dict[str, Any], name: str, last: str) -> None:
        """A rule of Catch leads to the last state of the level, which so never comes back here."""
        state = states[name]
        if state["Type"] in ("Task", "Parallel", "Map") and name != last and self._random.random() < 0.4:
            state["Catch"] = [{"ErrorEquals": [self._random.choice(_ERRORS)], "Next": last}]
