"""The twenty hazards of synchronisers that docs/reliability.md names, and their tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (`tests/.+`) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")

HAZARDS = 20


def test_each_hazard_has_a_test_that_is_there():
    """A test that was renamed is renamed in the table, too."""
    rows = ROW.findall((ROOT / "docs/reliability.md").read_text(encoding="utf-8"))
    assert [int(number) for number, _ in rows] == list(range(1, HAZARDS + 1))
    named = [TEST.findall(tests) for _, tests in rows]
    assert all(named)
    missing = [
        f"{path}::{name}"
        for some in named
        for path, name in some
        if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert not missing
