"""The services that `up` runs beside those that keep sites the same: one table. Pure."""

from collections.abc import Collection, Sequence
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
    apart: bool = False
    """Whether it is always a process of its own: no other service may see its memory or change its logs."""
    settings: tuple[tuple[str, str], ...] = ()
    """What `up` sets for it, beside what it sets for all."""
    brings: tuple[str, ...] = ()
    """Services without which it is of no use: they run with it, unless somebody says otherwise."""
    needs: tuple[str, ...] = ()
    """Settings without which it cannot start."""


MORE_SERVICES: tuple[MoreService, ...] = (
    MoreService(name="gateway", by_default=True),
    MoreService(name="describer"),
    MoreService(name="spice"),
    MoreService(name="archive", apart=True),
    MoreService(name="workflow", brings=("runner",)),
    MoreService(name="runner"),
    MoreService(name="acquirer"),
    MoreService(
        name="satellites",
        of_site=False,
        apart=True,
        settings=(("SPICERACK_PRESENCE", "true"),),
        needs=("SPICERACK_SETTINGS_FILE",),
    ),
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
    brought = {other for name in named for other in known[name].brings}
    return tuple(
        one
        for one in MORE_SERVICES
        if one.name not in without and (one.by_default or one.name in named or one.name in brought)
    )


def check_needs(services: Sequence[MoreService], given: Collection[str]) -> None:
    """Make sure that services have the settings that they cannot do without.

    Raises:
        UsageProblem: one is not among those that are given.
    """
    for one in services:
        for name in one.needs:
            if name not in given:
                raise UsageProblem(
                    f"--with {one.name} needs the setting {name}: docs/{one.name}.md says what it holds"
                )
