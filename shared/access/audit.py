"""The audit log: one line for each request that changed something, or was refused."""

import logging

from prometheus_client import CollectorRegistry
from starlette.requests import HTTPConnection

from shared.observability.metrics import counter
from shared.web.authorise import address_of
from shared.web.guards.guard import READS

log = logging.getLogger("spicerack.audit")

REFUSALS = {401: "unauthenticated", 403: "forbidden", 408: "too-slow", 429: "too-many"}
"""Statuses that tell of a refusal, and what it is called in the figures."""


class Audit:
    """Writes the lines, and counts refusals. Queries are left out: a link in one is a secret."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._refused = counter(registry, "http_refused", "Requests that were refused, by why.", ("reason",))
        for reason in REFUSALS.values():
            self._refused.labels(reason)

    def note(self, connection: HTTPConnection, *, caller: str, status: int, reason: str = "") -> None:
        """Note how a request was answered.

        Args:
            connection: the request.
            caller: who asked.
            status: of the answer.
            reason: why it was refused, in a word; by the status where it is empty.
        """
        method = connection.scope["method"]
        refused = reason or REFUSALS.get(status, "")
        if refused:
            self._refused.labels(refused).inc()
        elif method in READS:
            return
        path = connection.scope["path"]
        details = {
            "caller": caller,
            "address": address_of(connection),
            "method": method,
            "path": path,
            "status": status,
            "refused": refused,
        }
        outcome = f"refused, {refused}" if refused else "done" if status < 400 else "failed"
        log.info("%s %s: %s", method, path, outcome, extra=details)
