"""The HTTP interface of one gateway."""

from dataclasses import replace

from starlette.middleware import Middleware

from services.gateway.api import (
    archive,
    callers,
    changes,
    console,
    content,
    data,
    dav,
    dav_changes,
    files,
    front,
    login,
    overview,
    relay,
    uploads,
)
from services.gateway.api.history import commits, diff, events, log
from services.gateway.tree.addresses import DATA
from services.gateway.tree.refused_writes import RefusedWrites
from shared.access.api import links, rules, tokens
from shared.web.application import Api
from shared.web.catalog.parameters import PREFIX
from shared.web.limits import KIB, BodyRule, WebLimits

UPLOAD = BodyRule(
    bytes_max=2**63 - 1, seconds=7 * 86400.0, pause_seconds=60.0, answer_seconds=3600.0, media_types=()
)
"""A file is bounded by the gateway's settings. A line that brings nothing for a minute is cut. When all of
it has come it is hashed once more from the disk, and an upload in pieces twice: a terabyte in an hour."""

COMMIT = BodyRule(bytes_max=8 * 1024 * KIB)
"""Five thousand changes with long paths."""


def api_with(*, least_rate: float) -> Api:
    """Return the interface of a gateway whose uploads bring so many bytes a second, or are cut."""
    bodies = {
        beginning: replace(rule, least_rate=least_rate) if rule is UPLOAD else rule
        for beginning, rule in API.limits.bodies.items()
    }
    return replace(API, limits=replace(API.limits, bodies=bodies))


API = Api(
    title="SpiceRack gateway",
    routers=(
        front.page,
        front.router,
        callers.router,
        login.router,
        console.router,
        files.router,
        content.router,
        changes.router,
        diff.router,
        log.router,
        overview.router,
        events.router,
        archive.router,
        commits.router,
        uploads.router,
        data.router,
        dav.router,
        dav_changes.router,
        links.router,
        tokens.router,
        rules.router,
    ),
    outermost=(Middleware(RefusedWrites),),
    fast=True,
    strict=True,
    lenient=(front.page,),
    raw=(*content.RAW_ROUTES, *data.RAW_ROUTES, *relay.RAW_ROUTES),
    limits=WebLimits(
        bodies={
            f"{PREFIX}/collections/*/content/": UPLOAD,
            f"{PREFIX}/collections/*/uploads": UPLOAD,
            f"{PREFIX}/collections/*/commits": COMMIT,
            f"{DATA}/": UPLOAD,
        }
    ),
)
