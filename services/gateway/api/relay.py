"""The routes of other services of the site, under this origin: the console may ask no other.

They are raw routes, since the parameters are the service's to judge; its own document has them.
"""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.gateway.context import GatewayContext
from services.gateway.relay.relay import ASKED_HEADERS, TOLD_HEADERS, Relay, RelayError, body_of
from services.gateway.relay.routes import address_in, service_for
from shared.web.authorise import Scope as Needed
from shared.web.authorise import allow
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import BusyError, NotFoundError
from shared.web.raw_routes import RawRoute

AGAIN_SECONDS = 5
"""After which who found a service silent asks again: it may be starting anew."""


async def _pass_on(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    await allow(request, Needed.READ)
    service = service_for(request.path_params["rest"])
    if service is None:
        raise NotFoundError("this gateway passes no such question on: ask the service itself")
    context = await provided(GatewayContext)(request)
    url = await _address(context, service)
    try:
        answer = await _answer(await provided(Relay)(request), request, url)
    except RelayError as error:
        raise BusyError(
            f"the {service} service does not answer: {error}", retry_after=AGAIN_SECONDS
        ) from error
    await answer(scope, receive, send)


async def _address(context: GatewayContext, service: str) -> str:
    known = await context.rack.services(context.identity.collection)
    url = address_in(known, service=service, site=context.identity.site)
    if url is None:
        raise NotFoundError(f"no {service} service is ready at site {context.identity.site}")
    return url.rstrip("/")


async def _answer(relay: Relay, request: Request, url: str) -> Response:
    asked = {name: request.headers[name] for name in ASKED_HEADERS if name in request.headers}
    # As it came: decoded, a path could lead to another route there.
    path = request.scope["raw_path"].partition(b"?")[0].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    async with relay.ask(f"{url}{path}?{query}" if query else url + path, asked) as answer:
        told = {name: answer.headers[name] for name in TOLD_HEADERS if name in answer.headers}
        return Response(await body_of(answer), status_code=answer.status_code, headers=told)


RAW_ROUTES = (RawRoute(re.compile(rf"{PREFIX}/(?P<rest>spice/[\s\S]*)"), _pass_on),)
"""What is answered before the framework's routes."""
