"""The words between the service and a process that holds kernels.

A frame is the length of its words in four bytes, the length of a body in eight, both big-endian, the words
as JSON, and the body. Bounds are looked at before anything is read.
"""

import struct
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from services.spice.geometry.answer_head import AnswerHead, Form
from services.spice.geometry.errors import Failure
from services.spice.geometry.questions.question import AnyQuestion
from shared.model.base import FrozenModel

LENGTHS = struct.Struct(">IQ")

WORDS_MAX = 256 * 1024**2
"""Bytes of words: a question with a million times as texts of 80 characters."""

BODY_MAX = 64 * 1024**2
"""Bytes of one body: a piece of an answer; Parquet is one piece."""


class Furnish(FrozenModel):
    """Load these kernels, in this order: the first word to a process, and said once."""

    type: Literal["furnish"] = "furnish"
    kernels: tuple[tuple[str, str], ...]
    """File and path in the collection, which errors name."""


class Ask(FrozenModel):
    """Answer one question."""

    type: Literal["ask"] = "ask"
    question: AnyQuestion
    """Of a long list of times the first alone: the body has all, as doubles of this machine."""
    head: AnswerHead
    form: Form
    times_max: int
    steps_max: int
    bytes_max: int
    cpu_seconds: float
    """Of the processor: then the kernel ends the process."""


class Ready(FrozenModel):
    """All kernels are loaded."""

    type: Literal["ready"] = "ready"
    without_rates: tuple[int, ...] = ()
    """Places, in the order of loading, of CKs that have segments without angular velocities.

    CSPICE keeps such a CK in mind after it was asked for them: later orientations may be another CK's. So
    answers depend on those before, and each question needs a process of its own.
    """


class Progress(FrozenModel):
    """So much is calculated, from 0 to 1."""

    type: Literal["progress"] = "progress"
    share: float


class Piece(FrozenModel):
    """The next bytes of the answer are in the body."""

    type: Literal["piece"] = "piece"


class Answered(FrozenModel):
    """All pieces were said."""

    type: Literal["answered"] = "answered"
    rows: int
    resident_bytes: int
    """The most memory that the process has had."""


class Failed(FrozenModel):
    """There is no answer."""

    type: Literal["failed"] = "failed"
    failure: Failure


Told = Annotated[Furnish | Ask, Field(discriminator="type")]
TOLD: TypeAdapter[Told] = TypeAdapter(Told)
"""Words to a process."""

Said = Annotated[Ready | Progress | Piece | Answered | Failed, Field(discriminator="type")]
SAID: TypeAdapter[Said] = TypeAdapter(Said)
"""Words of a process."""


def framed(words: FrozenModel, body: bytes = b"") -> bytes:
    """Return a frame."""
    text = words.model_dump_json().encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def lengths(head: bytes) -> tuple[int, int]:
    """Return the lengths of words and body. Raises ValueError where one is out of bounds."""
    words, body = LENGTHS.unpack(head)
    if words > WORDS_MAX or body > BODY_MAX:
        raise ValueError(f"a frame of {words} and {body} bytes")
    return words, body
