"""Answers about the rules of replicas, and what a new version of them would do. Pure."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from shared.contracts.messages.sites.replica_rules import (
    AWAY_HOURS,
    AWAY_HOURS_MAX,
    COPIES_MAX,
    EVERYBODY_STANDS_IN,
    RULES_MAX,
    SITES_MAX,
    Mode,
    ReplicaRules,
    SiteLabels,
    SiteRule,
    StandIns,
)
from shared.model.base import FrozenModel


def _a_number(value: object) -> object:
    """Refuse what pydantic takes for a number, and is none in JSON. Raises ValueError."""
    if isinstance(value, bool | str):
        raise ValueError("say a number")
    return value


Number = Annotated[int, BeforeValidator(_a_number)]
Hours = Annotated[float, BeforeValidator(_a_number), Field(gt=0, le=AWAY_HOURS_MAX, allow_inf_nan=False)]


class RulesWanted(FrozenModel):
    """A new version of the rules; it replaces all of them."""

    replaces: Number | None = None
    """The version that the caller has seen: refused where another stands. Without it, whichever does."""
    message: str = Field(default="", max_length=1000)
    copies: Number = Field(default=1, ge=1, le=COPIES_MAX)
    labels: Annotated[tuple[SiteLabels, ...], Field(max_length=SITES_MAX)] = ()
    stand_ins: StandIns = EVERYBODY_STANDS_IN
    away_hours: Hours = AWAY_HOURS
    rules: Annotated[tuple[SiteRule, ...], Field(max_length=RULES_MAX)] = ()


class RulesVersion(FrozenModel):
    """One version of the rules of a collection."""

    collection: str
    version: int
    """0: nobody has made rules, and every site holds everything."""
    made_at: datetime | None = None
    by: str = ""
    message: str = ""
    copies: int = 1
    labels: tuple[SiteLabels, ...] = ()
    stand_ins: tuple[str, ...] = EVERYBODY_STANDS_IN
    """Sites and labels: who may hold more than its rule says, where sites are gone."""
    away_hours: float = AWAY_HOURS
    """After which a site that is away counts as gone."""
    rules: tuple[SiteRule, ...] = ()


class RulesHistory(FrozenModel):
    """All versions that are kept, the newest first."""

    collection: str
    versions: tuple[RulesVersion, ...]


class SiteRulePlan(FrozenModel):
    """What a new version would do at one site."""

    name: str
    mode: Mode
    files: int
    """That it would follow."""
    bytes: int
    arriving_files: int
    """That it does not follow now."""
    arriving_bytes: int
    leaving_files: int
    """That it follows now: they go to its trash once enough other sites hold them."""
    leaving_bytes: int
    stands_in_for: tuple[str, ...] = ()
    """Sites that are gone now, and whose place it takes beside its rule."""
    stand_in_files: int = 0
    """That it would hold so; they are no part of `files`."""
    stand_in_bytes: int = 0
    left_out: int = 0
    """Meta-kernels that the rule means, and that the site would not follow."""
    left_out_shown: tuple[str, ...] = ()
    """The first of them, and why, each in a line; the last says how many more there are."""


class RulesPlan(FrozenModel):
    """What a new version would do; nothing is done."""

    collection: str
    replaces: int
    """The version that stands."""
    sites: tuple[SiteRulePlan, ...]
    few: int
    """Files that fewer sites than `copies` would follow: none of these is deleted anywhere."""
    few_shown: tuple[str, ...]
    unmended: int = 0
    """Files of which copies lack, since sites are gone, and that no other site can take."""
    unfollowed: int
    """Files that no site would follow: such rules are refused."""
    unfollowed_shown: tuple[str, ...]
    whole: bool = True
    """Whether all files were looked at: else there are at least so many."""


def version_of(rules: ReplicaRules) -> RulesVersion:
    """Return a version as answers show it."""
    return RulesVersion(**rules.model_dump(exclude={"schema_version"}))
