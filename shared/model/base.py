"""The common ground of every model that crosses a boundary."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """An immutable value. Unknown fields are ignored, so that a minor addition by a newer peer is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")
