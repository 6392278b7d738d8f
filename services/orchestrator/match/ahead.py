"""Steps behind the one that a site is brought: pack after pack, without a word of the site between. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from services.orchestrator.match.plan import Plan
from shared.contracts.messages.transfers.want import Need, Want, how_many_fit
from shared.model.entry import Kind


class Ahead:
    """The steps of some sites that come after the one which they are brought now."""

    def __init__(self, wants: Mapping[str, Want]) -> None:
        """Begin with the wants that the first plan was made of."""
        self._asked = {site: len(want.needs) for site, want in wants.items()}
        self._steps = {
            site: steps_of(want.ahead, limit=len(want.needs)) for site, want in wants.items() if want.ahead
        }

    def next(self, plans: Iterable[Plan], newest: Mapping[str, Want]) -> dict[str, Want]:
        """Return what the sites are brought next, without those that have to be heard first.

        Args:
            plans: of the step before.
            newest: what each site asks for by now: nothing else is brought to it.
        """
        going_on = {site for plan in plans for site in self._going_on(plan)}
        self._steps = {site: steps for site, steps in self._steps.items() if site in going_on}
        wants = {site: self._take(site, newest[site]) for site in self._steps if site in newest}
        self._asked = {site: len(want.needs) for site, want in wants.items()}
        return {site: want for site, want in wants.items() if want.needs}

    def stop(self) -> None:
        """Let nothing follow: a step has failed."""
        self._steps = {}

    def _going_on(self, plan: Plan) -> Iterator[str]:
        """Yield the targets for which a plan does all that they ask for, and nothing that others wait for."""
        whole = plan.offset is None and not (plan.probe or plan.hurried)
        for site, placements in plan.placements.items():
            plain = all(item.prior.kind in (Kind.DELETED, item.state.kind) for item in placements)
            if whole and plain and len(placements) == self._asked.get(site):
                yield site

    def _take(self, site: str, newest: Want) -> Want:
        asked = {need.path for need in newest.asked}
        return newest.only(need for need in next(self._steps[site], ()) if need.path in asked)


def steps_of(needs: tuple[Need, ...], *, limit: int) -> Iterator[tuple[Need, ...]]:
    """Yield what one job may name of some needs, at most `limit` of them, one after the other."""
    while needs:
        fit = how_many_fit((need.path for need in needs), limit=max(limit, 1))
        yield needs[:fit]
        needs = needs[fit:]


def bytes_of(plans: Iterable[Plan]) -> int:
    """Return how many bytes travel, uncompressed, for some plans."""
    return sum(item.size for item in chain.from_iterable(plan.items for plan in plans))
