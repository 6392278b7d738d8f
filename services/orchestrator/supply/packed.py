"""A pack that was built for a plan, or that stood for it, and what came of it."""

from contextlib import ExitStack
from dataclasses import dataclass, field

from services.orchestrator.supply.live_packs import LivePack


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run found out for the next plans."""

    lacking: set[tuple[str, str]] = field(default_factory=set)
    """(site, content) where the site said that it does not hold the content."""
    told: set[tuple[str, str]] = field(default_factory=set)
    """(site, content) where a target reported that it could not get the content."""
    applied: set[str] = field(default_factory=set)
    """Targets that reported: their managers ask anew by themselves."""
    can_stage: set[tuple[str, str]] = field(default_factory=set)
    """(site, path) where a target was only asked, and can stage what it needs."""
    come: dict[tuple[str, str], int | None] = field(default_factory=dict)
    """Bytes of a content that have come, by (site, content); None: the target has to be asked again."""
    too_large: set[str] = field(default_factory=set)
    """Contents that no pack holds."""
    stands: bool = False
    """Whether a pack was made that others may share while it stands."""

    def take(self, other: "RunResult") -> None:
        """Take in what another run of the same plan found out later; who has applied all is said apart."""
        self.lacking |= other.lacking
        self.told |= other.told
        self.can_stage |= other.can_stage
        self.come |= other.come
        self.too_large |= other.too_large
        self.stands |= other.stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What targets apply."""

    pack: str
    """The id of the attempt."""
    live: LivePack | None = None
    """None: nothing travels."""
    result: RunResult = field(default_factory=RunResult)
    use: ExitStack = field(default_factory=ExitStack)

    @property
    def usable(self) -> bool:
        """Whether there is something that targets can apply."""
        return self.live is None or self.live.build.usable

    def let_go(self) -> None:
        """Say that no target of the plan needs it any more."""
        self.use.close()
