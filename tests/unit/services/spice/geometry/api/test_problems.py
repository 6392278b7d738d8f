"""Errors of geometry as they are answered."""

from services.spice.geometry.api.problems import problem_of
from services.spice.geometry.process.errors import ProcessDiedError, QueueFullError
from shared.web.problem import BusyError


def waited(error: Exception) -> int:
    """Return the seconds after which a caller is told to ask again."""
    found = problem_of(error)
    assert isinstance(found, BusyError)
    return int(found.headers()["Retry-After"])


def test_a_question_that_took_all_of_its_time_is_not_asked_again_each_second() -> None:
    """A client that keeps to what it is told would hold a process for ever; a full queue is soon shorter."""
    assert waited(ProcessDiedError("it took over 30 s", hung=True)) >= 30
    assert waited(QueueFullError("too many wait")) == 1
