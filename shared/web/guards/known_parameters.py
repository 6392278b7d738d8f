"""The query parameters that a route knows: others are refused, since `golb=*.bsp` would select everything.

So is one that is said twice where it counts once: `at=1&at=2` would be answered by one of both.
"""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from typing import get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.web.problem import BadRequestError

EVERYWHERE = ("link",)
"""What any request may say: the way in by a link."""

SHOWN_MAX = 64
"""Characters of a name that an answer repeats."""


LISTS = (list, tuple, set, frozenset, Sequence)
"""Types of parameters that are said as often as there are values."""


async def demand_known_parameters(request: Request) -> None:
    """Make sure that a request says parameters that its route knows, each once where it is no list.

    Raises:
        BadRequestError: it does not; with the nearest name.
    """
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = known_to(route)
    demand_parameters(request, sorted(known), lists={name for name, is_list in known.items() if is_list})


def demand_parameters(request: Request, known: Sequence[str], *, lists: Collection[str] = ()) -> None:
    """Make sure that a request says no other parameters than these, each once where it is no list.

    Raises:
        BadRequestError: see `demand_known_parameters`.
    """
    for name in request.query_params:
        if name not in known and name not in EVERYWHERE:
            raise BadRequestError(_words(name, known))
        if name not in lists and len(request.query_params.getlist(name)) > 1:
            raise BadRequestError(f"{name} is said more than once, and counts once: say one of them")


def known_to(route: APIRoute) -> dict[str, bool]:
    """Return the names of the parameters of a route, and whether each is a list."""
    return dict(_parameters(route.dependant))


def _parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    yield from ((field.alias, _is_list(field.field_info.annotation)) for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _parameters(inner)


def _is_list(annotation: object) -> bool:
    if annotation in LISTS or get_origin(annotation) in LISTS:
        return True
    return any(get_origin(inner) in LISTS or inner in LISTS for inner in get_args(annotation))


def _words(name: str, known: Sequence[str]) -> str:
    shown = name[:SHOWN_MAX]
    near = get_close_matches(shown, known, n=1)
    if near:
        return f"there is no parameter {shown!r} here: is it {near[0]!r}?"
    return f"there is no parameter {shown!r} here: there {'are ' + ', '.join(known) if known else 'is none'}"
