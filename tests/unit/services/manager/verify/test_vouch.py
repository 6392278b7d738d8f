"""The choice of files that may be repaired."""

from services.manager.verify.vouch import NOBODY, repairs_of
from shared.contracts.messages.verification import Verdict, Verification, VerificationState, VerifiedFile

GOOD, OTHER, BAD = ("a" * 64, "b" * 64, "c" * 64)


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
