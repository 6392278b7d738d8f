"""Parts of the service that handlers are given, asked for by their type."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from fastapi import FastAPI, Request

Given = TypeVar("Given")


def provide(application: FastAPI, parts: Iterable[object]) -> None:
    """Have the handlers of an application given these parts, each by its own type or a base of it."""
    application.state.parts = (*getattr(application.state, "parts", ()), *parts)


def provided(kind: type[Given]) -> Callable[[Request], Awaitable[Given]]:
    """Return the dependency that gives a handler the part of this type.

    The dependency raises LookupError where the application has none: a fault of its wiring.
    """

    async def find(request: Request) -> Given:
        for part in request.app.state.parts:
            if isinstance(part, kind):
                return part
        raise LookupError(f"this application provides no {kind.__name__}")

    return find
