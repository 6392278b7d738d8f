"""Errors of geometry as problem details: the status says who must act, and `reason` what it is about."""

from services.spice.geometry.errors import Failure, Gap, GeometryError, Reason
from services.spice.geometry.files.content_files import StoreFullError
from services.spice.geometry.jobs.errors import AnswerElsewhereError, JobTooLargeError, TooManyJobsError
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError, QueueFullError
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError
from shared.contracts.http.problem import Problem
from shared.web import problem
from shared.web.problem import BusyError, ProblemError, ProblemKind, RefusedError

KINDS: dict[Reason, ProblemKind] = {
    "malformed": problem.MALFORMED,
    "unparsable-time": problem.MALFORMED,
    "too-many": problem.MALFORMED,
    "unknown-name": problem.NOT_FOUND,
    "unknown-frame": problem.NOT_FOUND,
}
"""All others are conflicts of the question with the kernels."""

ANSWERED = (404, 409, 413, 415, 422, 503)
"""Statuses of the routes that answer questions."""


class GeometryProblem(Problem):
    """Body of an error about geometry."""

    reason: str = ""
    """The kind of error, finer than `type`."""
    spice: str = ""
    """CSPICE's short error."""
    field: str = ""
    """The field of the question."""
    body: int | None = None
    """The NAIF number of what lacks data."""
    gap: Gap | None = None


class NoAnswerError(ProblemError):
    """A question has no answer."""

    kind = problem.CONFLICT

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self._failure = failure

    def problem(self) -> Problem:
        """Return the body of the answer."""
        failure = self._failure
        plain = KINDS.get(failure.reason, problem.CONFLICT).problem(failure.detail)
        more = failure.model_dump(include={"reason", "spice", "field", "body", "gap"})
        return GeometryProblem.model_validate({**plain.model_dump(), **more})


HUNG_RETRY_SECONDS = 60
"""The same question would most likely take all of its time again: it is not to come back each second."""


ARRIVAL_RETRY_SECONDS = 10
"""Kernels come over a line in seconds to minutes."""


class DiedError(ProblemError):
    """Processes die of a question: a fault of CSPICE or of ours."""

    kind = problem.INTERNAL


def problem_of(error: Exception) -> ProblemError:
    """Return an error of geometry as one that is answered. Raises the error where it is none of ours."""
    match error:
        case GeometryError():
            return NoAnswerError(error.failure)
        case ProcessDiedError() if error.hung:
            return BusyError(f"{error}: ask for less, or as a job", retry_after=HUNG_RETRY_SECONDS)
        case ProcessDiedError():
            return DiedError(f"CSPICE was ended twice by this question: {error}")
        case QueueFullError() | ProcessStartError() | StoreFullError() | TooManyJobsError():
            return BusyError(str(error))
        case KernelsUnavailableError() | AnswerElsewhereError():
            return BusyError(str(error), retry_after=ARRIVAL_RETRY_SECONDS)
        case AbsentContentError() | JobTooLargeError():
            return RefusedError(str(error))
        case _:
            raise error


TOLD = (
    GeometryError,
    ProcessDiedError,
    QueueFullError,
    ProcessStartError,
    StoreFullError,
    TooManyJobsError,
    JobTooLargeError,
    AbsentContentError,
    KernelsUnavailableError,
    AnswerElsewhereError,
)
"""Errors that `problem_of` knows."""
