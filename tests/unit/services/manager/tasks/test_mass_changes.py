"""What a manager takes for a mass change, and what it does meanwhile."""

from pathlib import Path

import pytest

from services.manager.look.directory.scan import Scope
from services.manager.look.safeguards.brake import HoldReason
from shared.contracts.messages.batch import Change
from shared.contracts.messages.transfers.report import Applied, Placed
from shared.model.entry import DELETED
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.site import file, fingerprint

LOGS = {f"logs/{number:04}.log": f"{number}\n".encode() for number in range(180)}


def placed(path: str, revision: int) -> Applied:
    """Return the report on one path."""
    evidence = Placed(path=path, revision=revision, state=file("9"), fingerprint=fingerprint(1))
    return Applied(collection="kernels", site="a", pack="0" * 32, placed=(evidence,))


@pytest.fixture
async def site(tmp_path: Path) -> KeptSite:
    """Return a site with 180 logs."""
    site = KeptSite(tmp_path)
    await site.begin(LOGS)
    return site


@pytest.mark.parametrize("count", [60, 180])
async def test_a_line_in_many_logs_is_published(site: KeptSite, count: int) -> None:
    """Growth by append is no loss, however many files grow."""
    site.write({path: data + b"another line\n" for path, data in list(LOGS.items())[:count]})
    await site.look()
    assert site.context.hold is None
    assert len(site.publish()) == count


async def test_half_of_all_files_rewritten_is_published(site: KeptSite) -> None:
    """A campaign of reprocessing is a normal day."""
    site.write({path: data[::-1] + b"!" for path, data in list(LOGS.items())[:90]})
    await site.look()
    assert site.context.hold is None
    assert len(site.publish()) == 90


@pytest.mark.parametrize("after", [b"", b"0123456789 encrypted for ransom"])
async def test_files_emptied_or_nearly_all_rewritten_hold_the_site(site: KeptSite, after: bytes) -> None:
    """A person agrees that something is wrong, and reads what would be published."""
    count = 60 if not after else 150
    site.write(dict.fromkeys(list(LOGS)[:count], after))
    await site.look()
    assert site.context.hold is not None
    assert site.context.hold.hold.reason is HoldReason.MASS_CHANGE
    said = "60 emptied or cut" if not after else "150 rewritten with other bytes"
    assert said in site.context.hold.effect[0]
    assert site.context.hold.effect[1] == "for example: logs/0000.log"


async def test_a_site_held_for_its_own_changes_asks_for_what_is_new_and_deletes_nothing(
    site: KeptSite,
) -> None:
    """Its root and its log are right; the deletions of others wait until a person has looked."""
    site.write(dict.fromkeys(list(LOGS)[:60], b""))
    await site.look()
    site.orchestrator.others_change(
        Change(path="new.bsp", state=file("9")),
        Change(path="logs/0170.log", state=DELETED, base={"revision": 1}),
    )
    site.fold()
    assert site.context.receives
    want = site.state.want(step=1, grace_over=True, deleting=False, postponed=frozenset())
    assert want is not None
    assert [need.path for need in want.needs] == ["new.bsp"]
    site.state.take(placed("new.bsp", 2), sequence=1)
    want = site.state.want(step=2, grace_over=True, deleting=False, postponed=frozenset())
    assert want is not None
    assert want.needs == ()


async def test_a_root_that_is_emptied_in_two_looks_is_held(tmp_path: Path) -> None:
    """The last file is not taken for deleted because a look before saw another one go."""
    site = KeptSite(tmp_path)
    await site.begin({"emptied/1.bsp": b"one", "emptied.tf": b"two"})
    site.user.delete("emptied/1.bsp")
    await site.look(Scope(directories=frozenset({"emptied"})))
    assert site.context.hold is None
    site.user.delete("emptied.tf")
    await site.look(Scope(directories=frozenset({""})))
    assert site.context.hold is not None
    assert site.context.hold.hold.reason is HoldReason.ROOT_EMPTIED


@pytest.mark.parametrize("files", [3, 120])
async def test_a_file_that_comes_into_an_emptied_root_ends_no_hold(tmp_path: Path, files: int) -> None:
    """A disk that comes back with one file on it is no person who has looked, few files or many."""
    site = KeptSite(tmp_path)
    before = {f"{number:03}.bsp": b"%d" % number for number in range(files)}
    await site.begin(before)
    for path in before:
        site.user.delete(path)
    await site.look()
    site.write({"stray.log": b"mounted"})
    await site.look()
    assert site.context.hold is not None
    assert site.context.hold.hold.reason is HoldReason.ROOT_EMPTIED


async def test_the_hold_of_an_emptied_root_ends_when_all_is_back(tmp_path: Path) -> None:
    """The right disk is mounted again: nothing is left to look at."""
    site = KeptSite(tmp_path)
    before = {"1.bsp": b"one", "2.tf": b"two"}
    await site.begin(before)
    for path in before:
        site.user.delete(path)
    await site.look()
    assert site.context.hold is not None
    site.write({**before, "new.log": b"and one more"})
    await site.look()
    assert site.context.hold is None
