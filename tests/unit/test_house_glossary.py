"""The glossary speaks of what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| word")
]
RETIRED = (
    "lookout",
    "hearing",
    "voice",
    "speaker",
    "entangled",
    "stir",
    "strange_for",
    "was_introduced",
    "judge",
)
"""Words that the glossary's took the place of."""


def test_every_word_is_said_where_the_glossary_sends_to() -> None:
    """The file exists, and uses the first of the words."""
    missing = []
    for words, place, _ in ROWS:
        path = ROOT / place.strip("`")
        first = words.split(",")[0].split()[0]
        if not path.exists() or first.lower() not in path.read_text().lower():
            missing.append((words, place))

    assert ROWS
    assert missing == []


def test_a_word_has_one_meaning() -> None:
    """No word stands in two rows."""
    words = [word.strip() for row in ROWS for word in row[0].split(",")]

    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_retired_words_name_nothing_any_more() -> None:
    """Neither a definition nor a module of the product bears one of them."""
    definition = re.compile(
        rf"^\s*(?:async def|def|class) _?({'|'.join(RETIRED)})\b", re.MULTILINE | re.IGNORECASE
    )
    found = [
        str(path.relative_to(ROOT))
        for package in ("services", "shared", "spicerack")
        for path in (ROOT / package).rglob("*.py")
        if path.stem in RETIRED or definition.search(path.read_text())
    ]

    assert found == []
