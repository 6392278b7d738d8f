"""Routes that are answered as plain ASGI, before the framework's own.

The framework finds and calls a handler in some 200 microseconds, which is nothing for an answer from the
index and most of the time of a small file. What tells bytes is a raw route: it stands behind the same guards,
and the document has it from a route of the framework with the same path.
"""

import re
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.problem import ProblemError
from shared.web.problem_handlers import answer


@dataclass(frozen=True, slots=True)
class RawRoute:
    """One route, for GET and HEAD where no methods are named."""

    pattern: re.Pattern[str]
    """The whole path; its groups are the path's parameters."""
    app: ASGIApp
    methods: frozenset[str] = frozenset({"GET"})


class RawRoutes:
    """Answers what is a raw route; passes on all else."""

    def __init__(self, app: ASGIApp, *, routes: tuple[RawRoute, ...]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http":
            for route in self._routes:
                of_method = scope["method"] in route.methods
                found = route.pattern.fullmatch(scope["path"]) if of_method else None
                if found is not None:
                    scope["path_params"] = found.groupdict()
                    await _answered(route.app, scope, receive, send)
                    return
        await self._app(scope, receive, send)


async def _answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        await app(scope, receive, send)
    except ProblemError as error:
        await answer(error.problem(), error.headers())(scope, receive, send)
