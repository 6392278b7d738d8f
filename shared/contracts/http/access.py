"""Requests and answers about tokens, links and rules of access. Pure."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, IPvAnyNetwork, StringConstraints

from shared.contracts.messages.access import (
    RULES_MAX,
    AccessRules,
    CollectionOrAll,
    Groups,
    Label,
    Pattern,
    Prefixes,
    VisibilityRule,
)
from shared.model.base import FrozenModel
from shared.model.paths import RelativePath
from shared.model.scope import Scope

YEAR_SECONDS = 366 * 24 * 3600


def _as_text(value: object) -> object:
    """Return what is no number: `true` would be the network 0.0.0.1."""
    if isinstance(value, int):
        raise ValueError("say an address, or a network as 192.0.2.0/24")
    return value


Network = Annotated[IPvAnyNetwork, BeforeValidator(_as_text)]


class TokenRequest(FrozenModel):
    """A token that is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Label
    """For people: whose it is, and where it is used."""
    scope: Scope
    collection: CollectionOrAll
    """`*` is all collections."""
    prefixes: Prefixes = ()
    """Files and directories that it is confined to; none: the whole collection."""
    groups: Groups = ()
    """For rules of visibility."""
    expires_at: AwareDatetime | None = None


class TokenRow(FrozenModel):
    """One token, as lists show it."""

    id: str
    name: str
    scope: Scope
    collection: str
    prefixes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    created_at: AwareDatetime
    created_by: str
    expires_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None
    revoked_by: str | None = None
    good: bool
    """Whether it lets anybody in now."""


class TokenMade(TokenRow):
    """A new token. Its text is here and nowhere else, ever."""

    token: str


class TokenList(FrozenModel):
    """Tokens, by name."""

    tokens: tuple[TokenRow, ...]


class RuleWanted(VisibilityRule):
    """Paths that shall be hidden until a time, but for groups."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RulesWanted(FrozenModel):
    """Rules of access, in place of those that there are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    anonymous: Prefixes = ()
    """Files and directories that everybody may read without a token."""
    anonymous_all: bool = False
    """Whether everybody may read the whole collection without a token."""
    hidden: Annotated[tuple[RuleWanted, ...], Field(max_length=RULES_MAX)] = ()

    def rules(self) -> AccessRules:
        """Return them as they are stored."""
        return AccessRules.model_validate(self.model_dump())


class RulesShown(RulesWanted):
    """The rules of a collection."""

    collection: str
    revision: Annotated[int, Field(ge=0)] = 0
    """Of the rules; also their `ETag`, for the `If-Match` of who changes them. 0: there never were any."""


class LinkRequest(FrozenModel):
    """A link that is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paths: Annotated[tuple[RelativePath, ...], Field(max_length=64)] = ()
    """Files and directories; none: the whole collection, as far as you see it."""
    patterns: Annotated[tuple[Pattern, ...], Field(max_length=32)] = ()
    """As `ck/*.bsp`; without `/` of names anywhere, as `*.bsp`: one has to fit as well."""
    methods: Annotated[tuple[Literal["GET", "PUT"], ...], Field(min_length=1, max_length=2)] = ("GET",)
    seconds: Annotated[int, Field(ge=1, le=YEAR_SECONDS)] = 24 * 3600
    """That it is good for; the service has a bound of its own."""
    network: Network | None = None
    """From where alone it may be used, e.g. `192.0.2.0/24`."""
    groups: Groups = ()
    """For rules of visibility, beside your own; for admins alone."""


class LinkMade(FrozenModel):
    """A new link."""

    url: str
    """Of the file, or of a page with the directories and files; of where to hand files in."""
    link: str
    """The value of the parameter `link` in any URL of what it is for."""
    expires_at: AwareDatetime
    by: str


class LinksRenewed(FrozenModel):
    """Every link of the collection has ended."""

    collection: Annotated[str, StringConstraints(min_length=1)]


class CallerAnswer(FrozenModel):
    """Who asks a gateway, and what it may there."""

    name: str
    known: bool
    """Whether it said who it is."""
    collection: str
    site: str
    scopes: tuple[Scope, ...]
    """Given in the collection, at some path of it at least."""
    whole: bool
    """Whether it may read all of the collection."""
    lends: bool
    """Whether it may make links."""
