"""The verdict on a file that was read once more."""

from services.manager.verify.verdict import DUE, Expected, Reading, verdict_of
from shared.contracts.messages.verification import Verdict
from tests.unit.services.manager.site import fingerprint

GOOD, BAD, WORSE = ("a" * 64, "b" * 64, "c" * 64)
FILE = Expected("f", GOOD, fingerprint(1))


def read(content: str, before: int = 1, after: int = 1) -> Reading:
    """Return a reading of a file with these touches."""
    return Reading(content, fingerprint(before), fingerprint(after))


def test_bytes_as_the_index_has_them_are_sound() -> None:
    """After one reading."""
    assert verdict_of(FILE, []) is None
    verdict = verdict_of(FILE, [read(GOOD)])
    assert verdict is not None
    assert (verdict.verdict, verdict.found) == (Verdict.SOUND, None)


def test_other_bytes_are_rot_once_they_were_read_twice() -> None:
    """What memory turned over is not there a second time: then nothing is certain."""
    assert verdict_of(FILE, [read(BAD)]) is None
    verdict = verdict_of(FILE, [read(BAD), read(BAD)])
    assert verdict is not None
    assert (verdict.verdict, verdict.content, verdict.found) == (Verdict.ROT, GOOD, BAD)
    for second in (GOOD, WORSE):
        verdict = verdict_of(FILE, [read(BAD), read(second)])
        assert verdict is not None
        assert verdict.verdict is Verdict.UNREADABLE


def test_a_file_that_was_touched_is_never_rot() -> None:
    """Before, while or between readings: a look has to tell what was done to it."""
    for readings in ([read(BAD, 2, 2)], [read(BAD, 1, 2)], [read(BAD), read(BAD, 2, 2)], [read(GOOD, 2, 2)]):
        verdict = verdict_of(FILE, readings)
        assert verdict is not None
        assert verdict.verdict is Verdict.DRIFT


def test_what_waits_to_be_replaced_is_neither_sound_nor_rot() -> None:
    """It is not the content of the collection, and the site knows."""
    verdict = verdict_of(Expected("f", BAD, fingerprint(1), replaced=True), [])
    assert verdict is not None
    assert (verdict.verdict, verdict.detail) == (Verdict.DRIFT, DUE)
