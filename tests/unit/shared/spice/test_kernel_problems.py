"""Problems of kernels, and the page that lists them."""

from pathlib import Path

from shared.spice.problems import DETAIL_MAX, PROBLEMS_MAX, Code, Severity, bounded, problem, severity_of

PAGE = Path(__file__).parents[4] / "docs" / "kernels.md"


def test_every_problem_is_listed_with_its_severity() -> None:
    """The table of `docs/kernels.md` has each code, in order, and no other."""
    rows = [line.split("|")[1:3] for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    listed = [(code.strip(" `"), severity.strip()) for code, severity in rows]

    assert listed == [(code.value, severity_of(code).name.lower()) for code in Code]


def test_details_are_cut_and_printable() -> None:
    """What a hostile kernel is quoted with is one short line."""
    found = problem(Code.CRLF, "a\nb\x1b" + "x" * 1000)
    assert found.detail.startswith("a?b?x")
    assert len(found.detail) == DETAIL_MAX
    assert found.severity is Severity.NOTE


def test_the_heaviest_problems_are_kept_and_none_twice() -> None:
    """Of many the broken ones come first, and their number is bounded."""
    notes = [problem(Code.CRLF, str(at)) for at in range(100)]
    broken = problem(Code.EMPTY, "last")
    kept = bounded([*notes, broken, broken])

    assert kept[0] == broken
    assert len(kept) == PROBLEMS_MAX
    assert kept.count(broken) == 1
