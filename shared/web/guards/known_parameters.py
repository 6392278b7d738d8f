"""The query parameters that a route knows: others are refused, since `golb=*.bsp` would select everything."""

from collections.abc import Iterator
from difflib import get_close_matches

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.web.problem import BadRequestError

EVERYWHERE = ("link",)
"""What any request may say: the way in by a link."""

SHOWN_MAX = 64
"""Characters of a name that an answer repeats."""


async def demand_known_parameters(request: Request) -> None:
    """Make sure that a request names no other parameters. Raises BadRequestError with the nearest name."""
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = known_to(route)
    for name in request.query_params:
        if name not in known and name not in EVERYWHERE:
            raise BadRequestError(_words(name, known))


def known_to(route: APIRoute) -> list[str]:
    """Return the names of the parameters of a route, in order."""
    return sorted(set(_names(route.dependant)))


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


def _words(name: str, known: list[str]) -> str:
    shown = name[:SHOWN_MAX]
    near = get_close_matches(shown, known, n=1)
    if near:
        return f"there is no parameter {shown!r} here: is it {near[0]!r}?"
    return f"there is no parameter {shown!r} here: there {'are ' + ', '.join(known) if known else 'is none'}"
