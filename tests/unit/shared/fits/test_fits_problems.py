"""Problems of FITS files, and the page that lists them."""

from pathlib import Path

from shared.fits.problems import Code, severity_of

PAGE = Path(__file__).parents[4] / "docs" / "fits.md"


def test_every_problem_is_listed_with_its_severity() -> None:
    """The table of `docs/fits.md` has each code, in order, and no other."""
    problems = PAGE.read_text().partition("## Problems")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in problems.splitlines() if line.startswith("| `")]
    listed = [(code.strip(" `"), severity.strip()) for code, severity in rows]

    assert listed == [(code.value, severity_of(code).name.lower()) for code in Code]
