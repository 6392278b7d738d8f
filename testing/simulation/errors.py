"""Errors that a simulated run may stop with."""


class SimulationError(Exception):
    """The run cannot go on. `str()` says where every task stands."""


class DeadlockError(SimulationError):
    """Nothing is ready and nothing is scheduled: no task will ever run again."""


class StepLimitError(SimulationError):
    """The run took more steps than it was given: a livelock, or too low a limit."""


class OperatorMustActError(Exception):
    """A process ended with one line for its operator, as services do where a disk fails at their start.

    No bug: a supervisor starts it again.
    """


class ProcessCrashed(BaseException):
    """Unwinds the stack of a process that has just died in the middle of a blocking call.

    A BaseException, so that no handler for errors of the code under test takes it for one of them.
    Every later effect of the same life raises it again: cleaning up has no effect.
    """
