"""A question of geometry that one process hands to others of its site, and what they say of it. Pure.

No stream keeps any of it: somebody waits for the answer just then, and calculates it where nobody takes it.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Base64Bytes, Field, TypeAdapter

from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Count, SchemaVersion

HANDED_PATTERN = r"^[0-9a-f]{32}$"

QUESTION_MAX = 256 * 1024
"""Characters of a question that is handed on: it is one message, of which a server takes a MiB."""

ANSWER_BYTES_MAX = 512 * 1024
"""Of an answer that comes back: it is one message, in which four characters stand for three bytes."""

FAILURE_MAX = 10_000
"""Characters of a failure with its fields."""


class GeometryAsked(FrozenModel):
    """Answer this: whoever asks has no process free."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    handed: str = Field(pattern=HANDED_PATTERN)
    """A name of this attempt, given to no other."""
    question: str = Field(max_length=QUESTION_MAX)
    """Its kernels, its form and the question itself, as the SPICE service has them (JSON)."""


class GeometryTaken(FrozenModel):
    """Somebody calculates: said at once, and again as a sign of life."""

    type: Literal["taken"] = "taken"
    schema_version: SchemaVersion = 1


class GeometryAnswered(FrozenModel):
    """The answer."""

    type: Literal["answered"] = "answered"
    schema_version: SchemaVersion = 1
    rows: Count
    answer: Base64Bytes


class Why(StrEnum):
    """The reason for which there is no answer; it says what whoever asked does next."""

    BUSY = "busy"
    """Nobody has calculated it: calculate it yourself."""
    FAILED = "failed"
    """It has no answer, wherever it is asked."""
    SLOW = "slow"
    """It takes longer than a question may."""


class GeometryRefused(FrozenModel):
    """There is no answer."""

    type: Literal["refused"] = "refused"
    schema_version: SchemaVersion = 1
    why: Why
    failure: str = Field(default="", max_length=FAILURE_MAX)
    """What lacks, as the SPICE service tells it (JSON), or a line for people."""


GeometryWord = Annotated[GeometryTaken | GeometryAnswered | GeometryRefused, Field(discriminator="type")]
GEOMETRY_WORD: TypeAdapter[GeometryWord] = TypeAdapter(GeometryWord)
