"""Long lists of times on their way to a process: as doubles, which take a third of the work of their JSON."""

import numpy as np

from services.spice.geometry.questions.question import AnyQuestion
from services.spice.geometry.questions.times import Times, all_numbers

SHORT = 100
"""Times that JSON tells as fast."""


def taken_out(question: AnyQuestion) -> tuple[AnyQuestion, bytes]:
    """Return a question with the first of its listed numbers alone, and all of them as doubles.

    What lists few times, or texts, comes back as it is, with no bytes.
    """
    times = getattr(question, "times", None)
    if not isinstance(times, Times) or not isinstance(times.at, tuple):
        return question, b""
    if len(times.at) <= SHORT or not all_numbers(times.at):
        return question, b""
    return _with(question, times, times.at[:1]), np.array(times.at, dtype=np.float64).tobytes()


def put_back(question: AnyQuestion, doubles: bytes) -> AnyQuestion:
    """Return the question that `taken_out` took numbers from."""
    times = getattr(question, "times", None)
    if not doubles or not isinstance(times, Times):
        return question
    return _with(question, times, tuple(np.frombuffer(doubles, dtype=np.float64).tolist()))


def _with(question: AnyQuestion, times: Times, at: tuple[float | str, ...]) -> AnyQuestion:
    return question.model_copy(update={"times": times.model_copy(update={"at": at})})
