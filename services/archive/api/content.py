"""The way from a version to its bytes: the archive judges the caller, and a gateway tells them."""

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from services.archive.api.asking import Asked, Desk
from services.archive.context import ArchiveContext
from services.archive.database.tables import frame, version
from shared.access.credentials import LINK_PARAMETER
from shared.access.link_keys import Keyring
from shared.access.links import Link, LinkMethod, seal
from shared.access.rights import IdentityRights
from shared.contracts.messages.access import GROUPS_MAX, LABEL_PATTERN, NAME_MAX
from shared.web.authorise import Caller
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import BusyError, NotFoundError, problems

LINK_HOURS = 24
"""That the way to the bytes is open: a large file over a slow line takes hours."""

router = APIRouter(prefix=f"{PREFIX}/archive", tags=["archive"])

Keys = Annotated[Keyring, Depends(provided(Keyring))]


@router.get(
    "/versions/{number}/content",
    responses={307: {"description": "Where a gateway tells the bytes."}, **problems(404)},
    status_code=307,
)
async def find_content(
    desk: Asked, keyring: Keys, number: Annotated[int, Path(ge=0, le=2**63 - 1)]
) -> RedirectResponse:
    """The bytes of a version: a gateway has them, under a link that ends."""
    query = (
        select(version.c.path, version.c.content, version.c.current, frame.c.proposal_id)
        .join(frame, frame.c.id == version.c.frame_id)
        .where(version.c.id == number, desk.sight.sees(), desk.sight.tells())
    )
    row = await desk.ask(lambda connection: connection.execute(query).one_or_none())
    if row is None:
        raise NotFoundError(f"no version {number} is here")
    if row.path is None:
        raise NotFoundError(f"the file of version {number} is not in the collection yet")
    base = f"{await _gateway(desk.context)}{PREFIX}/collections/{desk.context.collection}"
    link = seal(await _link(desk, row.path, row.proposal_id), await keyring.current(desk.context.clock.now()))
    # An earlier content is told by its hash: its path holds another one now.
    place = f"content/{quote(row.path)}" if row.current else f"blobs/{row.content}"
    response = RedirectResponse(f"{base}/{place}?{LINK_PARAMETER}={link}", status_code=307)
    response.headers["Cache-Control"] = "no-store"
    return response


async def _gateway(context: ArchiveContext) -> str:
    """Return the address of a gateway, one of this site before others. Raises BusyError."""
    services = await context.rack.services(context.collection)
    found = [one for one in services if one.service == "gateway" and one.url]
    found.sort(key=lambda one: (one.site != context.config.site, one.state != "ready"))
    if not found:
        raise BusyError(
            "no gateway says where it answers: start one, or set SPICERACK_HTTP_URL where it runs"
        )
    return found[0].url


async def _link(desk: Desk, path: str, proposal: str) -> Link:
    # An admin sees a frame by being one, which no link gives on: its proposal opens it there.
    opens = [proposal] if _is_group(proposal) else []
    groups = dict.fromkeys((*opens, *sorted(desk.caller.rights.groups())))
    ends = desk.context.clock.now() + timedelta(hours=LINK_HOURS)
    return Link.model_validate(
        {
            "collection": desk.context.collection,
            "methods": (LinkMethod.GET,),
            "prefixes": (path,),
            "ends": ends,
            "by": desk.caller.name,
            "token": _token_of(desk.caller),
            "groups": tuple(groups)[:GROUPS_MAX],
        }
    )


def _is_group(proposal: str) -> bool:
    """Tell whether a proposal can be a group's name: another one opens nothing."""
    return re.match(LABEL_PATTERN, proposal) is not None and len(proposal) <= NAME_MAX


def _token_of(caller: Caller) -> str | None:
    return caller.rights.identity.token if isinstance(caller.rights, IdentityRights) else None
