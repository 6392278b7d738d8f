"""The brake."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.manager.look.safeguards.brake import (
    SAMPLE_MAX,
    BrakeSettings,
    Hold,
    HoldReason,
    Identity,
    Losses,
    Observation,
    evaluate,
    index_is_older,
    losses,
)
from services.manager.look.safeguards.losses import Lost
from shared.catalog.fold.position import START, LogPosition

EXPECTED = Identity(collection="mro-spice", site="lyon", root_id="r1", generation=7)
FOLDED = LogPosition(log_id="a" * 32, revision=40, hash="1" * 64)
CALM = Observation(
    expected=EXPECTED, root=EXPECTED, known_files=1000, seen_files=1000, folded=FOLDED, log=FOLDED
)
SETTINGS = BrakeSettings()


def lost(count: int, prefix: str = "f") -> tuple[Lost, ...]:
    """Make so many losses with contents of their own."""
    return tuple(Lost(f"{prefix}{number}", f"{prefix}{number:060}") for number in range(count))


def held(values: Observation) -> Hold:
    """Judge, and expect a hold."""
    hold = evaluate(values, SETTINGS)
    assert hold is not None
    return hold


HELD: dict[HoldReason, Observation] = {
    HoldReason.MARKER_MISSING: replace(CALM, root=None),
    HoldReason.MARKER_FOREIGN: replace(CALM, root=replace(EXPECTED, root_id="r2")),
    HoldReason.ROOT_OLDER: replace(CALM, root=replace(EXPECTED, generation=6)),
    HoldReason.ROOT_EMPTIED: replace(CALM, seen_files=0),
    HoldReason.LOG_EMPTY: replace(CALM, log=START),
    HoldReason.LOG_SHORTER: replace(CALM, log=replace(FOLDED, revision=39)),
    HoldReason.LOG_FOREIGN: replace(CALM, log=replace(FOLDED, log_id="b" * 32, revision=90)),
    HoldReason.MOUNT_CHANGED: replace(CALM, remounted=("ck",), lost_remounted=("ck/a.bc",)),
    HoldReason.MASS_CHANGE: replace(CALM, deleted=lost(251)),
}


def test_every_reason_has_a_case() -> None:
    """All but those that no look tells: the registry of sites does, and the fold of the log."""
    assert set(HELD) == set(HoldReason) - {HoldReason.KEY_TAKEN, HoldReason.LOG_UNVERIFIED}


@pytest.mark.parametrize(("reason", "values"), HELD.items())
def test_each_reason_holds(reason: HoldReason, values: Observation) -> None:
    """What the reason names is recognised (I3)."""
    assert held(values).reason is reason


@pytest.mark.parametrize("values", HELD.values(), ids=str)
def test_the_words_say_what_to_do_and_tempt_nobody(values: Observation) -> None:
    """They name the site, the check and the command, and never how to silence the check."""
    text = held(values).text
    assert "`spicerack site release lyon`" in text
    assert "Check" in text
    assert "has published nothing" in text
    assert not {"marker", ".spicerack", "recreate", "touch", "mkdir"} & set(text.lower().split())


def test_a_calm_site_goes_on() -> None:
    """Nothing unusual, no hold."""
    assert evaluate(CALM, SETTINGS) is None


@pytest.mark.parametrize("change", [{"site": "bern"}, {"collection": "juno"}, {"root_id": "r9"}])
def test_another_site_s_root_is_foreign(change: dict[str, str]) -> None:
    """Site, collection and root must all be this one's."""
    root = replace(EXPECTED, **change)  # type: ignore[arg-type]
    assert held(replace(CALM, root=root)).reason is HoldReason.MARKER_FOREIGN


def test_a_root_newer_than_the_index_goes_on() -> None:
    """A stop between raising the root's generation and the index' leaves it one ahead."""
    assert evaluate(replace(CALM, root=replace(EXPECTED, generation=8)), SETTINGS) is None


def test_another_commit_at_the_folded_revision_is_a_foreign_log() -> None:
    """A log with the right id and length may still have been written anew."""
    values = replace(CALM, log=replace(FOLDED, revision=90, hash="2" * 64))
    assert held(values).reason is HoldReason.LOG_FOREIGN


def test_a_longer_log_goes_on() -> None:
    """Others went on meanwhile."""
    assert evaluate(replace(CALM, log=replace(FOLDED, revision=90)), SETTINGS) is None


@pytest.mark.parametrize("folded", [None, START])
def test_a_site_that_has_followed_no_log_is_not_held_for_it(folded: LogPosition | None) -> None:
    """The first log that a site sees is its log."""
    assert evaluate(replace(CALM, folded=folded), SETTINGS) is None


def test_a_log_out_of_reach_is_no_evidence() -> None:
    """A site without a server works on alone."""
    assert evaluate(replace(CALM, log=None), SETTINGS) is None


def test_an_empty_root_of_an_empty_index_goes_on() -> None:
    """A new site starts like this."""
    assert evaluate(replace(CALM, known_files=0, seen_files=0), SETTINGS) is None


def test_a_root_whose_last_file_the_tree_took_goes_on_whatever_a_person_deleted_before() -> None:
    """What was lost before is in the index no more: the root holds what it held, which is nothing."""
    values = replace(CALM, known_files=0, known_earlier=2, earlier=frozenset({"f0"}), seen_files=0)
    assert evaluate(values, SETTINGS) is None


def test_a_loss_is_measured_by_the_files_there_were_before_the_first_of_the_window() -> None:
    """Else a few of what was left would count for much."""
    earlier = frozenset(f"e{number}" for number in range(200))
    values = replace(CALM, known_files=300, known_earlier=1000, earlier=earlier, deleted=lost(50))
    assert evaluate(values, SETTINGS) is None
    assert held(replace(values, deleted=lost(51))).known == 1000


def test_a_partial_look_that_takes_the_last_file_holds() -> None:
    """Emptied bit by bit is emptied."""
    values = replace(CALM, known_files=3, seen_files=None, deleted=lost(2))
    assert evaluate(values, SETTINGS) is None
    assert evaluate(replace(values, remaining_files=1), SETTINGS) is None
    assert held(replace(values, remaining_files=0)).reason is HoldReason.ROOT_EMPTIED
    assert held(replace(values, deleted=lost(3))).reason is HoldReason.ROOT_EMPTIED


def test_a_partial_look_at_a_small_site_that_swaps_its_files_goes_on() -> None:
    """Something new came, so the root is not empty."""
    values = replace(CALM, known_files=2, seen_files=None, deleted=lost(2), appeared=("n" * 64,))
    assert evaluate(values, SETTINGS) is None


def test_both_bounds_must_be_passed() -> None:
    """Few files of a small site, or a small part of a large one, are everyday."""
    assert evaluate(replace(CALM, deleted=lost(250)), SETTINGS) is None
    assert evaluate(replace(CALM, known_files=60, seen_files=11, deleted=lost(49)), SETTINGS) is None
    assert evaluate(replace(CALM, known_files=60, seen_files=10, deleted=lost(50)), SETTINGS) is not None


def test_a_renamed_directory_is_no_mass_change() -> None:
    """Contents that turn up at new paths in the same look were moved."""
    gone = lost(900)
    appeared = tuple(item.content for item in gone)
    values = replace(CALM, deleted=gone, appeared=appeared)
    assert evaluate(values, SETTINGS) is None
    assert losses(values) == Losses((), (), ())


def test_one_new_path_explains_one_lost_one() -> None:
    """300 copies deleted and one created are 299 deletions."""
    gone = tuple(Lost(f"copy{number}", "c" * 64) for number in range(300))
    hold = held(replace(CALM, deleted=gone, appeared=("c" * 64,)))
    assert (hold.deleted, hold.renamed) == (299, 1)


def test_files_that_were_emptied_or_cut_count_as_lost() -> None:
    """A full disk, or a program that opened all files for writing, leaves names without bytes."""
    hold = held(replace(CALM, deleted=lost(100, "d"), cut=lost(151, "c")))
    assert (hold.deleted, hold.cut, hold.replaced) == (100, 151, 151)
    assert len(hold.sample) == SAMPLE_MAX


def test_a_normal_day_of_reprocessing_is_no_mass_change() -> None:
    """Half of all files with other bytes is work, and with a few deletions still is."""
    assert evaluate(replace(CALM, rewritten=lost(500, "r")), SETTINGS) is None
    assert evaluate(replace(CALM, rewritten=lost(500, "r"), deleted=lost(250, "d")), SETTINGS) is None


def test_nearly_all_files_rewritten_is_a_mass_change() -> None:
    """Who encrypts for ransom writes, and does not delete; what went before, and deletions, count, too."""
    hold = held(replace(CALM, rewritten=lost(801, "r")))
    assert (hold.reason, hold.deleted, hold.replaced) == (HoldReason.MASS_CHANGE, 0, 801)
    earlier = frozenset(f"e{number}" for number in range(400))
    assert evaluate(replace(CALM, rewritten=lost(401, "r"), earlier_rewritten=earlier), SETTINGS) is not None
    assert evaluate(replace(CALM, rewritten=lost(601, "r"), deleted=lost(200, "d")), SETTINGS) is not None


def test_losses_of_earlier_looks_count() -> None:
    """A deletion that takes several looks is judged as one."""
    earlier = frozenset(f"f{number}" for number in range(50, 300))
    assert "300 of 1000" in held(replace(CALM, deleted=lost(60), earlier=earlier)).text


def test_files_that_came_between_two_losses_are_among_those_that_there_were():
    """Nineteen went, eighteen came, and all went: no more are lost than there ever were."""
    earlier = frozenset(f"before/{number}" for number in range(19))
    values = replace(CALM, known_files=120, known_earlier=121, earlier=earlier, deleted=lost(120))
    assert (
        "139 of 139 files were deleted or replaced at once (19 of them shortly before)" in held(values).text
    )


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 120), st.integers(0, 400))
def test_the_rule_holds_for_any_counts(deleted: int, cut: int, renamed: int, known: int) -> None:
    """Held exactly when both bounds are passed by what was not renamed."""
    known += deleted + cut
    gone = lost(deleted)
    moved = tuple(item.content for item in gone[:renamed])
    values = replace(
        CALM,
        known_files=known,
        seen_files=known + 1,
        deleted=gone,
        cut=lost(cut, "r"),
        appeared=moved,
    )
    count = deleted - len(moved) + cut
    assert len(losses(values).gone) == count
    assert (evaluate(values, SETTINGS) is not None) == (count >= 50 and count > 0.25 * known)


def test_an_index_restored_from_a_backup_is_told() -> None:
    """A root more than one generation ahead has seen an index that is lost now."""
    assert not index_is_older(EXPECTED, EXPECTED)
    assert not index_is_older(EXPECTED, replace(EXPECTED, generation=8))
    assert index_is_older(EXPECTED, replace(EXPECTED, generation=9))


def test_a_look_that_loses_nothing_never_holds_for_what_was_lost_before() -> None:
    """The earlier losses were judged when they happened."""
    earlier = frozenset(f"f{number}" for number in range(1000))
    assert evaluate(replace(CALM, seen_files=None, earlier=earlier), SETTINGS) is None
