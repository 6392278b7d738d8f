"""What is out of form, told in one line."""

from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared.model.base import FrozenModel
from shared.model.most_telling import most_telling

Instant = Annotated[float, Field(ge=-10, le=10)] | Annotated[str, Field(min_length=1)]


class Times(FrozenModel):
    """A field that takes several types, and one that takes one."""

    at: Annotated[tuple[Instant, ...], Field(min_length=1)] | Instant
    step: float = 1.0


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"at": 1e308}, "at: Input should be less than or equal to 10"),
        ({"at": ""}, "at: String should have at least 1 character"),
        ({"at": []}, "at: Tuple should have at least 1 item after validation, not 0"),
        ({"at": [0, 99]}, "at.1: Input should be less than or equal to 10"),
        ({"at": ["x", None]}, "at.1: Input should be a valid number"),
        (
            {"at": "x", "step": "y"},
            "step: Input should be a valid number, unable to parse string as a number",
        ),
    ],
)
def test_of_several_types_the_one_that_was_meant_is_told(value: object, told: str) -> None:
    """A number out of bounds is no list, yet nobody meant one."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Times).validate_python(value)
    assert most_telling(caught.value.errors()) == told
