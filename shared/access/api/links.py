"""Routes about links: signed URLs that end."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response, status

from shared.access.credentials import LINK_PARAMETER
from shared.access.grants import is_around
from shared.access.link_keys import Keyring
from shared.access.links import LINK_MAX, Link, LinkMethod, seal
from shared.access.rights import IdentityRights
from shared.access.token_store import TokenStore
from shared.contracts.http.access import LinkMade, LinkRequest, LinksRenewed
from shared.contracts.messages.access import GROUPS_MAX
from shared.model.globs import whole_pattern
from shared.model.names import NAME_PATTERN
from shared.web.authorise import Asking, Caller, Scope
from shared.web.dependencies import provided
from shared.web.problem import MalformedError, NotFoundError, nothing_at, problems

GROUPS_LENT_MAX = GROUPS_MAX // 2
"""Groups of who makes a link that stand in it: a URL is short, and those that it asks for are as many."""

router = APIRouter(prefix="/api/v1", tags=["links"])

Keys = Annotated[Keyring, Depends(provided(Keyring))]
Store = Annotated[TokenStore, Depends(provided(TokenStore))]
Collection = Annotated[str, Path(pattern=NAME_PATTERN, description="The collection that is asked about.")]


@router.post(
    "/collections/{collection}/links", status_code=status.HTTP_201_CREATED, responses=problems(404, 422)
)
async def create_link(
    *,
    collection: Collection,
    wanted: LinkRequest,
    caller: Asking,
    keyring: Keys,
    store: Store,
    request: Request,
    response: Response,
) -> LinkMade:
    """Make a link: whoever has it may do what it says until it ends, without a token.

    It permits no more than its maker may, and ends with the maker's token. The link is the value of the
    parameter `link`, in any URL of what it is for: contents, lists, archives.
    """
    _check_own(collection, keyring)
    check_lending(caller, collection, wanted)
    _check_time(caller, wanted, keyring)
    lent = lent_groups(caller, collection, wanted)
    ends = store.now() + timedelta(seconds=wanted.seconds)
    link = seal(_link(collection, wanted, caller, ends, lent), await keyring.current(store.now()))
    if len(link) > LINK_MAX:
        raise MalformedError(f"the link has {len(link)} characters, {LINK_MAX} at most: name fewer paths")
    response.headers["Cache-Control"] = "no-store"
    url = f"{str(request.base_url).rstrip('/')}{_place(collection, wanted)}{LINK_PARAMETER}={link}"
    return LinkMade(url=url, link=link, expires_at=ends, by=caller.name)


@router.delete("/collections/{collection}/links", responses=problems(404, 409, 422))
async def end_links(collection: Collection, caller: Asking, keyring: Keys, store: Store) -> LinksRenewed:
    """End every link of the collection, by a new key: for one that came into wrong hands."""
    caller.demand_all(collection, Scope.ADMIN)
    _check_own(collection, keyring)
    await keyring.renew(store.now())
    return LinksRenewed(collection=collection)


def _check_time(caller: Caller, wanted: LinkRequest, keyring: Keyring) -> None:
    """Make sure that a link is not asked for to last too long. Raises MalformedError."""
    asked = timedelta(seconds=wanted.seconds)
    if asked > keyring.longest:
        most = keyring.longest
        raise MalformedError(
            f"a link lasts {most.days} days at most here ({most.total_seconds():.0f} seconds); "
            "an operator may permit more by SPICERACK_LINK_DAYS"
        )
    rights, most = caller.rights, keyring.longest_of_sessions
    if isinstance(rights, IdentityRights) and rights.identity.ends is not None and asked > most:
        raise MalformedError(
            f"a link lasts {most.total_seconds():.0f} seconds at most whose maker has logged in at an "
            "identity provider: make it by a token, or have an operator set SPICERACK_OIDC_LINK_HOURS"
        )


def check_lending(caller: Caller, collection: str, wanted: LinkRequest) -> None:
    """Make sure that a caller may lend what it asks for. By the words of paths alone.

    Raises:
        UnauthenticatedError, ForbiddenError, NotFoundError: it may not.
    """
    scope = Scope.WRITE if "PUT" in wanted.methods else Scope.READ
    if not caller.lends:
        caller.refuse(scope, "to make links")
    caller.demand(scope, collection)
    if wanted.groups:
        caller.demand(Scope.ADMIN, collection)
    places = caller.rights.prefixes(collection)
    for path in wanted.paths:
        # By its grants alone, so that no rule is told: a link to what is hidden shows nothing.
        if "" not in places and (not places or not is_around(path, places)):
            raise NotFoundError(nothing_at(collection, path))


@dataclass(frozen=True, slots=True)
class _Maker:
    """What a link says of who made it."""

    token: str | None = None
    within: tuple[str, ...] = ()


def _maker(caller: Caller, collection: str) -> _Maker:
    if not isinstance(caller.rights, IdentityRights):
        return _Maker()
    identity, places = caller.rights.identity, caller.rights.prefixes(collection)
    return _Maker(identity.token, () if "" in places else places)


def lent_groups(caller: Caller, collection: str, wanted: LinkRequest) -> frozenset[str]:
    """Return the groups by which the holder of a link sees the paths that it names, as its maker does.

    An admin sees what rules hide by being one, which no link gives on; others lend what they have, and are
    not told what a rule hides.

    Raises:
        MalformedError: a rule hides a path from every group, so that no link can show it.
    """
    rights = caller.rights
    if not isinstance(rights, IdentityRights):
        return frozenset(wanted.groups)
    groups = frozenset((*_lendable(rights, collection), *wanted.groups))
    for path in wanted.paths:
        if not rights.holds(Scope.ADMIN, collection, path):
            continue
        for rule in rights.visibility(collection).hiding(path, groups, rights.now()):
            if not rule.groups:
                raise MalformedError(
                    f"{path!r} is hidden from every group by the rule {rule.pattern!r}, so that a link to it "
                    "would show nothing: name a group in the rule, as `spicerack visibility hide --group`"
                )
            groups |= {rule.groups[0]}
        groups |= _proposals(rights, collection, path, groups)
    return groups


def _lendable(rights: IdentityRights, collection: str) -> frozenset[str]:
    """Return the groups of a maker that go into its link: where they are too many, those that rules name."""
    groups = rights.identity.groups
    if len(groups) <= GROUPS_LENT_MAX:
        return groups
    named = {one for _, _, rule in rights.visibility(collection).rules for one in rule.groups}
    return frozenset(sorted(groups & named)[:GROUPS_LENT_MAX])


def _proposals(rights: IdentityRights, collection: str, path: str, groups: frozenset[str]) -> frozenset[str]:
    """Return the proposal by which a frame is seen before its time, where its maker sees it as an admin."""
    frames = rights.visibility(collection).frames
    standing = None if frames is None else frames.standing(path)
    if standing is None or not standing.proposal or not standing.hides(groups, rights.now()):
        return frozenset()
    return frozenset({standing.proposal}) if rights.sees(collection, path) else frozenset()


def _link(collection: str, wanted: LinkRequest, caller: Caller, ends: object, groups: frozenset[str]) -> Link:
    maker = _maker(caller, collection)
    return Link.model_validate(
        {
            "collection": collection,
            "methods": tuple(LinkMethod(method) for method in dict.fromkeys(wanted.methods)),
            "prefixes": wanted.paths,
            "patterns": tuple(map(whole_pattern, wanted.patterns)),
            "ends": ends,
            "network": wanted.network,
            "by": caller.name,
            "token": maker.token,
            "groups": tuple(sorted(groups)),
            "within": maker.within,
        }
    )


def _place(collection: str, wanted: LinkRequest) -> str:
    """Return the path and the beginning of the query of what the link is for.

    What is read is below `/data/`, where directories have a page, too; what is handed in takes the name of
    a file after it.
    """
    path = quote(wanted.paths[0], safe="/") if len(wanted.paths) == 1 else ""
    base = (
        f"/data/{collection}"
        if LinkMethod.GET in wanted.methods
        else f"/api/v1/collections/{collection}/content"
    )
    return f"{base}/{path}?"


def _check_own(collection: str, keyring: Keyring) -> None:
    if collection != keyring.collection:
        raise NotFoundError(f"this site has no collection {collection}: it has {keyring.collection}")
