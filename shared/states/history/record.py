"""Records: the events that one decision appends to an execution's log, together or not at all."""

from typing import Final

from pydantic import Field

from shared.model.base import FrozenModel
from shared.states.history.events import Event

SCHEMA_VERSION: Final = "1.0"
"""The major number changes when an older reader would misunderstand a record."""


class HistoryRecord(FrozenModel):
    """One append. `first` is the position of its first event in the history, counted from 0.

    A log is appended with compare-and-set, so that two writers cannot both go on from one position.
    """

    schema_version: str = SCHEMA_VERSION
    execution: str
    first: int = Field(ge=0)
    events: tuple[Event, ...] = Field(min_length=1)
