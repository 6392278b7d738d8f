"""Steps behind the one that a site is brought: pack after pack, without a word of the site between. Pure."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pydantic import ValidationError

from services.orchestrator.match.plan import Plan
from shared.contracts.messages.transfers.want import Ahead, Held, Need, Want, how_many_fit
from shared.model.entry import Kind

log = logging.getLogger(__name__)


class StepsAhead:
    """The steps of some sites that come after the one which they are brought now."""

    def __init__(self, wants: Mapping[str, Want]) -> None:
        """Begin with the wants that the first plan was made of."""
        self._asked = {site: len(want.needs) for site, want in wants.items()}
        self._steps = {
            site: steps_of(want.ahead, limit=len(want.needs))
            for site, want in wants.items()
            if want.ahead.paths
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
        asked = newest.asked_paths
        return newest.only(need for need in next(self._steps[site], ()) if need.path in asked)


def steps_of(ahead: Ahead, *, limit: int) -> Iterator[tuple[Need, ...]]:
    """Yield what one job may name, at most `limit` paths, step after step; what is no path ends them."""
    rows = list(ahead.rows())
    while rows:
        fit = how_many_fit((path for path, _, _ in rows), limit=max(limit, 1))
        try:
            yield tuple(_need(*row) for row in rows[:fit])
        except ValidationError as error:
            log.warning("a want asks for what is no path: %s", error)
            return
        rows = rows[fit:]


def _need(path: str, revision: int, held: int) -> Need:
    nothing = Held(kind=Kind.DELETED)
    return Need(path=path, revision=revision, held=Held(kind=Kind.FILE, revision=held) if held else nothing)


def bytes_of(plans: Iterable[Plan]) -> int:
    """Return how many bytes travel, uncompressed, for some plans."""
    return sum(item.size for item in chain.from_iterable(plan.items for plan in plans))
