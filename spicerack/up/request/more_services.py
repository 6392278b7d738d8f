"""The services that `up` runs beside those that keep sites the same: one table. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from spicerack.errors import UsageProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreService:
    """One service that `up` can run."""

    name: str
    """As in `spicerack.services`."""
    of_site: bool = True
    """Whether each site has one, with its directory; else one serves all."""
    by_default: bool = False
    """Whether it runs where nobody says otherwise."""


MORE_SERVICES: tuple[MoreService, ...] = (
    MoreService(name="gateway", by_default=True),
    MoreService(name="describer"),
)
"""A new service is one line here, in the order of the ports."""


def chosen_services(wanted: Sequence[str], *, without: Sequence[str]) -> tuple[MoreService, ...]:
    """Return the services that run: those by default and those wanted, but for those that are left out.

    Raises:
        UsageProblem: a name is no service's, or one is wanted and left out.
    """
    known = {one.name: one for one in MORE_SERVICES}
    named = [name.strip() for text in wanted for name in text.split(",") if name.strip()]
    for name in named:
        if name not in known:
            raise UsageProblem(f"--with {name} names no service: there are {', '.join(known)}")
        if name in without:
            raise UsageProblem(f"--with {name} and --no-{name} are both given: say one of them")
    return tuple(
        one for one in MORE_SERVICES if one.name not in without and (one.by_default or one.name in named)
    )
