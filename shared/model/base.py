"""The common ground of every model that crosses a boundary."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

Model = TypeVar("Model", bound=BaseModel)

VALUE_ERROR = "Value error, "
"""What pydantic puts before the words of our own checks: people are told the words alone."""

_set = object.__setattr__


class FrozenModel(BaseModel):
    """An immutable value. Unknown fields are ignored, so that a minor addition by a newer peer is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def trusted(model: type[Model], values: Mapping[str, object]) -> Model:
    """Return a model of values that were checked before they were kept; none may be left out.

    What `model_construct` does for such values, in a quarter of its time: a look, a want and a match read
    several models for each of many thousand rows.
    """
    made = model.__new__(model)
    _set(made, "__dict__", dict(values))
    _set(made, "__pydantic_fields_set__", set(values))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made
