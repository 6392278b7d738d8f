"""Questions of an acquirer to its site: one for many granules."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.acquirer.work.ask_together import AskTogether
from services.acquirer.work.site_rules import SiteRules
from shared.contracts.messages.ask import DIRECTORIES_MAX
from shared.contracts.topology import Topology
from shared.heads.quarantine import DEFAULT, Policy, parse_policy
from shared.service.ask_look import LookAsker
from shared.service.site_condition import SiteCondition
from testing.bus.memory import MemoryBus, MemoryServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(LookAsker):
    """Notes what is asked."""

    asked: list[Sequence[str]] = field(default_factory=list)

    async def look_in(self, directories: Sequence[str]) -> None:
        """Note it."""
        self.asked.append(directories)


def noted() -> Noted:
    """Return an asker that has asked nothing."""
    return Noted(bus=memory_bus(), topology=Topology(), collection="spice", site="a")


def memory_bus() -> MemoryBus:
    """Return a bus of its own."""
    return MemoryBus(MemoryServer(Topology()), "acquirer")


class Asked(SiteCondition):
    """Counts how often it is asked."""

    times = 0

    async def refusal(self) -> str | None:
        """Refuse nothing."""
        self.times += 1
        return None

    async def policy(self) -> Policy:
        """Return what sites begin with."""
        return parse_policy(DEFAULT)


async def test_granules_that_end_together_are_one_ask():
    """Each directory is named once."""
    asker = noted()
    together = AskTogether(asker)
    await asyncio.gather(*(together.ask([f"d{number % 3}/f{number}"]) for number in range(60)))
    assert asker.asked == [("d0", "d1", "d2")]
    await together.ask(["d0/late"])
    assert asker.asked[1:] == [("d0",)]


async def test_an_ask_names_no_more_than_it_may():
    """What is left over is asked by the next."""
    asker = noted()
    together = AskTogether(asker)
    count = DIRECTORIES_MAX + 5
    await asyncio.gather(*(together.ask([f"d{number}/f"]) for number in range(count)))
    assert [len(one) for one in asker.asked] == [DIRECTORIES_MAX, 5]


async def test_the_rules_of_a_site_are_asked_once_for_many_granules():
    """They are the same for all of a moment."""
    condition = Asked(memory_bus(), collection="spice", site="a")
    rules = SiteRules(condition)
    said = await asyncio.gather(*(rules.current() for _ in range(20)))
    assert condition.times == 1
    assert {one.refusal for one in said} == {None}
