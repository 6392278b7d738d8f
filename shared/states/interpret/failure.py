"""Failures of states, and which rules of Retry and Catch they match."""

from dataclasses import dataclass
from typing import Final, Literal

from shared.states import errors

_TIMEOUTS: Final = frozenset({errors.TIMEOUT, errors.HEARTBEAT_TIMEOUT})
_FATAL: Final = frozenset({errors.RUNTIME, errors.DATA_LIMIT_EXCEEDED})
"""Errors that States.ALL and States.TaskFailed leave alone: trying again cannot mend them."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error by name, a line for a person, and where it came from."""

    error: str
    cause: str
    origin: Literal["state", "task", "branch"] = "state"

    def matches(self, names: frozenset[str]) -> bool:
        """Whether a rule with these ErrorEquals is meant for the failure.

        A failed branch keeps its own error's name, and is a States.BranchFailed as well: the specification
        says the second, the service does the first.
        """
        if self.error in names:
            return True
        if self.error in _FATAL:
            return False
        if errors.ALL in names:
            return True
        if self.error in _TIMEOUTS:
            return errors.TIMEOUT in names
        if self.origin == "branch" and errors.BRANCH_FAILED in names:
            return True
        return self.origin != "state" and errors.TASK_FAILED in names
