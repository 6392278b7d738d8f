"""Parameters that several functions of SpiceQL share."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.spice.faces.spiceql.desk import LIST_MAX, qualities_of
from services.spice.faces.spiceql.errors import RequestError
from services.spice.faces.spiceql.lists import numbers_of, spread
from services.spice.geometry.questions.times import SECONDS_MAX, TIMES_MAX
from shared.web.authorise import Scope, needs

PREFIX = "/spiceql"

WORD_MAX = 80
"""Characters of a name: CSPICE knows 36 of a body's, 32 of a frame's."""

CODE_MAX = 2**31 - 1
"""CSPICE's identification numbers are C's int."""

Word = Annotated[str, Query(max_length=WORD_MAX)]
Code = Annotated[int, Query(ge=-CODE_MAX, le=CODE_MAX)]
Et = Annotated[float, Query(ge=-SECONDS_MAX, le=SECONDS_MAX, description="TDB seconds past J2000.")]
Count = Annotated[int, Query(ge=1, le=TIMES_MAX)]
Texts = Annotated[list[str], Query(max_length=LIST_MAX)]


def router_of() -> APIRouter:
    """Return a router for some of SpiceQL's functions."""
    return APIRouter(prefix=PREFIX, tags=["spiceql"], dependencies=[Depends(needs(Scope.READ))])


class Ets:
    """Times of a GET: listed, or spread."""

    def __init__(
        self,
        *,
        ets: Annotated[list[str] | None, Query(max_length=LIST_MAX, description="[1,2], 1,2 or one.")] = None,
        start: Annotated[float | None, Query(alias="startEt", ge=-SECONDS_MAX, le=SECONDS_MAX)] = None,
        stop: Annotated[float | None, Query(alias="stopEt", ge=-SECONDS_MAX, le=SECONDS_MAX)] = None,
        count: Annotated[int | None, Query(alias="numRecords", ge=1, le=TIMES_MAX)] = None,
    ) -> None:
        self._given = (ets, start, stop, count)

    def times(self) -> tuple[float, ...]:
        """Return them. Raises RequestError."""
        return times_of(*self._given)


OfEts = Annotated[Ets, Depends()]


class Range:
    """Times of a GET that are spread from start to stop."""

    def __init__(
        self,
        *,
        start: Annotated[float, Query(alias="startEt", ge=-SECONDS_MAX, le=SECONDS_MAX)],
        stop: Annotated[float, Query(alias="stopEt", ge=-SECONDS_MAX, le=SECONDS_MAX)],
        count: Annotated[int, Query(alias="numRecords", ge=1, le=TIMES_MAX)],
    ) -> None:
        self._given = (start, stop, count)

    def times(self) -> tuple[float, ...]:
        """Return them."""
        return spread(*self._given)


OfRange = Annotated[Range, Depends()]

DEFAULT_QUALITIES = ("smithed", "reconstructed")


class Qualities:
    """The qualities of a GET. CKs and SPKs are of any of them: a least set has the best at each time."""

    def __init__(
        self,
        *,
        ck: Annotated[list[str], Query(alias="ckQualities", max_length=LIST_MAX)] = list(DEFAULT_QUALITIES),  # noqa: B006
        spk: Annotated[list[str], Query(alias="spkQualities", max_length=LIST_MAX)] = list(DEFAULT_QUALITIES),  # noqa: B006
    ) -> None:
        self._given = (ck, spk)

    def ours(self) -> tuple[str, ...]:
        """Return them in our words. Raises RequestError."""
        return qualities_of(*self._given)


OfQualities = Annotated[Qualities, Depends()]


def times_of(
    ets: Sequence[object] | str | float | None,
    start: float | None,
    stop: float | None,
    count: int | None,
) -> tuple[float, ...]:
    """Return times that are listed, or spread from start to stop. Raises RequestError."""
    if ets is not None:
        return numbers_of(ets)
    if start is None or stop is None or count is None:
        raise RequestError("say ets, or startEt, stopEt and numRecords")
    return spread(start, stop, count)
