"""Answers that are told as they are made, and cut where the rest may not be told any more."""

import logging

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from shared.web.problem import ProblemError

log = logging.getLogger(__name__)


class CuttableResponse(StreamingResponse):
    """A streamed answer whose pieces may end with a problem, when it is too late to tell that."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell it. Where it is cut nothing more is sent: the caller knows by that that something lacks."""
        try:
            await super().__call__(scope, receive, send)
        except* ProblemError as group:
            log.warning("an answer was cut: %s", group.exceptions[0])
