"""Long lists of times reach a process as doubles."""

from typing import Any

import pytest

from services.spice.geometry.process.listed_times import SHORT, put_back, taken_out
from services.spice.geometry.questions.question import QUESTION, AnyQuestion

NUMBERS = [-0.0, 5e-324, *(0.1 * at for at in range(SHORT))]


def asking(**times: Any) -> AnyQuestion:
    """Return a question with such times."""
    return QUESTION.validate_python(
        {"calculation": "states", "target": "MOON", "observer": "SUN", "times": times}
    )


def test_numbers_come_back_in_their_order_to_the_last_bit() -> None:
    """What is in the words is short, and still a question."""
    question = asking(at=NUMBERS, text="TDB")
    short, doubles = taken_out(question)

    assert len(doubles) == 8 * len(NUMBERS)
    assert short == asking(at=NUMBERS[:1], text="TDB")
    assert put_back(short, doubles).model_dump_json() == question.model_dump_json()


@pytest.mark.parametrize(
    "question",
    [
        asking(at=NUMBERS[:SHORT]),
        asking(at=[*NUMBERS, "2021-01-01"]),
        asking(at=1.0),
        asking(start=0.0, stop=9.0, step=1e-3),
        QUESTION.validate_python({"calculation": "names", "of": "bodies", "names": ["MOON"]}),
    ],
)
def test_other_questions_stay_as_they_are(question: AnyQuestion) -> None:
    """Few times, texts, spans, and questions without times."""
    assert taken_out(question) == (question, b"")
    assert put_back(question, b"") == question
