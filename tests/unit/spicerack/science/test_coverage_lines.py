"""Coverage of the catalogue in a terminal."""

from spicerack.commands.science.lines.coverage_lines import GAPS_SHOWN, KERNELS_SHOWN, coverage_lines
from spicerack.commands.science.lines.kernel_lines import COVERED, GAP
from tests.unit.spicerack.science.answers import coverage, row, span


def test_subject_gaps_and_kernels_have_timelines_over_one_span() -> None:
    """A half that no kernel covers is seen as a gap, and its times are said."""
    whole = coverage(span(0, 10), span(30, 40), gaps=(span(10, 30),), kernels=(row("a.bsp", span(0, 10)),))
    head, gap, kernel = coverage_lines([whole])

    assert head == f"body -74 MRO  {COVERED * 10}{GAP * 20}{COVERED * 10}  t0 to t40, 1 gap"
    assert gap == "  gap  t10 to t30"
    assert kernel == f"  a.bsp  {COVERED * 10}{GAP * 30}  untold"


def test_timelines_of_several_subjects_are_over_the_same_span() -> None:
    """What begins later is farther to the right."""
    first, second = coverage_lines([coverage(span(0, 20)), coverage(span(20, 40), code=-75, name="")])

    assert f"  {COVERED * 20}{GAP * 20}  " in first
    assert second.startswith(f"body -75  {GAP * 20}{COVERED * 20}  ")


def test_what_nothing_covers_is_said() -> None:
    """Without any time there is no timeline; a kernel whose clock is unknown is named."""
    assert coverage_lines([coverage(untimed=("a\x1b.bc",))]) == [
        "body -74 MRO: no kernel covers it",
        "  times unknown, its clock is not here: a\\x1b.bc",
    ]


def test_lists_are_bounded() -> None:
    """Of many gaps and kernels some are shown, and how many more there are."""
    spans = [span(2 * at, 2 * at + 1) for at in range(100)]
    gaps = tuple(span(2 * at + 1, 2 * at + 2) for at in range(99))
    lines = coverage_lines(
        [coverage(*spans, gaps=gaps, kernels=tuple(row(f"{at}", at_) for at, at_ in enumerate(spans)))]
    )

    assert len(lines) == 1 + GAPS_SHOWN + 1 + 1 + KERNELS_SHOWN
    assert f"  and {99 - GAPS_SHOWN} gaps more: see --json" in lines
    assert f"  {100 - KERNELS_SHOWN} kernels before these: see --json" in lines
