"""Stand-in: what a site holds beside its rule, since sites that should hold it are gone.

It tells of any path by itself whether the site holds it, so that whoever reads the site's want needs neither
the rules nor the signs of life that it was decided by.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated

from pydantic import Field

from shared.contracts.messages.sites.patterns import Patterns
from shared.model.base import FrozenModel
from shared.model.names import SiteName
from shared.model.numbers import Count
from shared.model.site_filter import SiteFilter

GROUPS_MAX = 51
"""As many as there are rules, and the sites that none fits."""

GONE_MAX = 100


class SameRule(FrozenModel):
    """Sites whose rules name the same paths."""

    include: Patterns = ()
    exclude: Patterns = ()
    members: Count = 0
    """That hold these paths, the gone ones too."""
    there: Count = 0
    """Those of them that can be counted on."""
    before: Count = 0
    """Those of them that come before this site where one has to stand in."""

    @cached_property
    def filter(self) -> SiteFilter:
        """Which paths these are."""
        return SiteFilter(self.include, self.exclude)


def lacking(copies: int, groups: Sequence[SameRule], path: str, *, directory: bool = False) -> int:
    """Return how many holders of a path are to be replaced: as many as are asked for, or ever were."""
    holding = [one for one in groups if one.filter.follows(path, directory=directory)]
    asked = min(copies, sum(one.members for one in holding))
    return max(asked - sum(one.there for one in holding), 0)


class StandIn(FrozenModel):
    """What one site holds in the place of others."""

    sites: Annotated[tuple[SiteName, ...], Field(max_length=GONE_MAX)] = ()
    """That are gone, or back and not verified yet."""
    rank: Count = 0
    """How many stand in before this site: the order stays while they do."""
    copies: Count = 1
    groups: Annotated[tuple[SameRule, ...], Field(max_length=GROUPS_MAX)] = ()

    def follows(self, path: str, *, directory: bool = False) -> bool:
        """Tell whether the site holds a path that its own rule leaves out."""
        others = sum(one.before for one in self.groups if not one.filter.follows(path, directory=directory))
        return lacking(self.copies, self.groups, path, directory=directory) > others
