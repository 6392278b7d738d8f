"""The routes of other services, under this origin: the console may ask no other.

They are raw routes, since the parameters are the service's to judge; its own document has them.
"""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.gateway.context import GatewayContext
from services.gateway.relay.passed import FIRST_WORDS, PASSED, Passed
from services.gateway.relay.relay import ASKED_HEADERS, TOLD_HEADERS, Question, Relay, RelayError, body_of
from services.gateway.relay.routes import Found, address_in, route_for
from shared.web.authorise import caller_of, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import BusyError, NotFoundError
from shared.web.raw_routes import RawRoute

AGAIN_SECONDS = 5
"""After which who found a service silent asks again: it may be starting anew."""


async def _pass_on(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    found = route_for(request.method, request.path_params["rest"])
    await _demand(request, found)
    if found is None:
        raise NotFoundError("this gateway passes no such question on: ask the service itself")
    context = await provided(GatewayContext)(request)
    url = await _address(context, found.passed)
    try:
        answer = await _answer(await provided(Relay)(request), await _question(request, found, url))
    except RelayError as error:
        raise BusyError(
            f"the {found.passed.service} service does not answer: {error}", retry_after=AGAIN_SECONDS
        ) from error
    await answer(scope, receive, send)


async def _demand(request: Request, found: Found | None) -> None:
    """Ask of the caller what the service asks; who may not read learns not even what is passed on."""
    asked = found.passed if found else PASSED[0]
    needed = needs(asked.scope, whole=asked.whole, everywhere=asked.everywhere)
    await needed(request, await caller_of(request))


async def _address(context: GatewayContext, passed: Passed) -> str:
    site = context.identity.site
    url = address_in(await context.rack.services(context.identity.collection), passed=passed, site=site)
    if url is None:
        where = f"at site {site}" if passed.of_site else "in this rack"
        raise NotFoundError(f"no {passed.service} service is ready {where}")
    return url.rstrip("/")


async def _question(request: Request, found: Found, url: str) -> Question:
    # As it came: decoded, a path could lead to another route there.
    path = found.there or request.scope["raw_path"].partition(b"?")[0].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    return Question(
        method=request.method,
        url=f"{url}{path}?{query}" if query else url + path,
        headers={name: request.headers[name] for name in ASKED_HEADERS if name in request.headers},
        body=await request.body(),
    )


async def _answer(relay: Relay, question: Question) -> Response:
    async with relay.ask(question) as answer:
        told = {name: answer.headers[name] for name in TOLD_HEADERS if name in answer.headers}
        return Response(await body_of(answer), status_code=answer.status_code, headers=told)


METHODS = frozenset(one.method for one in PASSED)

RAW_ROUTES = tuple(
    RawRoute(re.compile(rf"{PREFIX}/(?P<rest>{rest})"), _pass_on, METHODS)
    for rest in (
        rf"(?:{'|'.join(FIRST_WORDS)})(?:/[\s\S]*)?",
        r"collections/[^/]+/(?:quarantine|trash)(?:/[^/]+)?",
    )
)
"""What is answered before the framework's routes."""
