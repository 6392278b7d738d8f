"""The choice of files that may be repaired."""

from services.manager.verify import vouch
from services.manager.verify.vouch import GONE, NOBODY
from shared.contracts.http.sites.verify import RepairRow
from shared.contracts.messages.ask import Repair
from shared.contracts.messages.verification import Verdict, Verification, VerificationState, VerifiedFile

GOOD, OTHER, BAD = ("a" * 64, "b" * 64, "c" * 64)


def repairs_of(told: dict[str, Verification], *gone: str) -> list[tuple[RepairRow, Repair | None]]:
    """Return what becomes of what rotted, where the collection has no file any more at some paths."""
    return list(vouch.repairs_of(told, is_gone=lambda path: path in gone))


def told(*files: tuple[str, Verdict, str]) -> Verification:
    """Return what a site says of some files."""
    found = tuple(
        VerifiedFile(path=path, verdict=verdict, content=content) for path, verdict, content in files
    )
    return Verification(ask=1, state=VerificationState.DONE, found=found)


def test_a_file_is_repaired_from_a_site_that_has_just_read_it() -> None:
    """The same content at the same path."""
    rows = list(repairs_of({"a": told(("f", Verdict.ROT, GOOD)), "b": told(("f", Verdict.SOUND, GOOD))}))
    [(row, repair)] = rows
    assert (row.site, row.path, row.repaired, row.holder) == ("a", "f", True, "b")
    assert repair is not None
    assert (repair.path, repair.content) == ("f", GOOD)


def test_a_content_whose_only_good_copy_is_in_doubt_is_not_touched() -> None:
    """Whatever else the others say of it: rotten too, changed, unreadable, or nothing."""
    for other in (
        told(("f", Verdict.ROT, GOOD)),
        told(("f", Verdict.DRIFT, GOOD)),
        told(("f", Verdict.UNREADABLE, GOOD)),
        told(("g", Verdict.SOUND, GOOD)),
        told(),
    ):
        for row, repair in repairs_of({"a": told(("f", Verdict.ROT, GOOD)), "b": other}):
            assert (row.repaired, row.reason, repair) == (False, NOBODY, None)


def test_a_later_content_may_take_the_place_of_what_rotted() -> None:
    """The site that asks for it knows whether it is the collection's."""
    verdicts = {"a": told(("f", Verdict.ROT, GOOD)), "b": told(("f", Verdict.SOUND, OTHER))}
    [(row, repair)] = repairs_of(verdicts)
    assert repair is not None
    assert (row.repaired, repair.content) == (True, OTHER)


def test_what_rotted_where_the_collection_has_no_file_any_more_makes_way() -> None:
    """Found by a simulated world: it was never repaired, and its site stayed behind for good."""
    [(row, repair)] = repairs_of({"a": told(("f", Verdict.ROT, GOOD)), "b": told()}, "f")
    assert (row.site, row.repaired, row.holder, row.reason) == ("a", True, "", GONE)
    assert repair is not None
    assert (repair.path, repair.content) == ("f", GOOD)
