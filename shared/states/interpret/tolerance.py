"""Tolerance of a fan-out: the failures of its scopes, and their results by size."""

from shared.states import errors
from shared.states.history import events as ev
from shared.states.interpret.failure import Failure
from shared.states.interpret.tree import FanOut


def beyond_tolerance(fan_out: FanOut, event: ev.ScopeFailed) -> Failure | None:
    """The failure of the whole fan-out, or None while its tolerance bears the failed scope."""
    count, percentage = fan_out.tolerated_count, fan_out.tolerated_percentage
    if count is None and percentage is None:
        return Failure(event.error, event.cause, "branch")
    over_count = count is not None and fan_out.failed > count
    over_percentage = percentage is not None and fan_out.failed * 100 > percentage * fan_out.count
    if not (over_count or over_percentage):
        return None
    cause = (
        f"{fan_out.failed} of {fan_out.count} iterations failed, the last with {event.error}: {event.cause}"
    )
    return Failure(errors.EXCEED_TOLERATED_FAILURE_THRESHOLD, cause, "branch")


def too_large(fan_out: FanOut) -> Failure:
    """The failure of a fan-out whose results are larger than its bound."""
    cause = f"The results have {fan_out.size} bytes as JSON; at most {fan_out.most_bytes} are allowed."
    return Failure(errors.DATA_LIMIT_EXCEEDED, cause, "branch")
