"""The words between a describer and its worker process: one line of JSON each."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from shared.contracts.messages.description import DescriberName, DescriberVersion, Findings
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.numbers import ByteCount

LINE_MAX = 16 * 1024**2
"""Bytes of one line: findings before they are encoded, which makes them five to ten times smaller."""


class Job(FrozenModel):
    """Look into one content."""

    content: ContentId
    size: ByteCount
    name: str
    """The path that counts where a kind is told by the name."""
    paths: tuple[str, ...]
    """Where the content may be, relative to the root, likeliest first."""
    seconds: float
    """Of CPU that it may take."""


class Hello(FrozenModel):
    """The worker is ready."""

    type: Literal["hello"] = "hello"
    describers: dict[DescriberName, DescriberVersion]


class Begun(FrozenModel):
    """A describer is at work: whatever happens now is its doing."""

    type: Literal["begun"] = "begun"
    describer: DescriberName


class Missing(FrozenModel):
    """No path holds these bytes, or they changed while they were read."""

    type: Literal["missing"] = "missing"
    reason: str = ""


class Looked(FrozenModel):
    """All describers were asked, as far as it was needed."""

    type: Literal["looked"] = "looked"
    describer: DescriberName | None = None
    """Who recognised the content."""
    failure: str = ""
    """Why its findings are missing."""
    findings: Findings | None = None


Answer = Annotated[Hello | Begun | Missing | Looked, Field(discriminator="type")]
ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
