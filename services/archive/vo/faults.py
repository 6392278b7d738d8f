"""Words for what a database refuses of a question that its grammar allows. Pure.

PostgreSQL's own words name types, casts and functions that no caller has written.
"""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "42883": "two values of different types are compared or computed: texts stand in '...', numbers do not",
    "42804": "two values of different types are compared or computed: texts stand in '...', numbers do not",
    "42803": "a column stands beside a COUNT, MIN, MAX, AVG or SUM: name it in GROUP BY, and ask no "
    "aggregate in WHERE",
    "42P10": "ORDER BY names a column that is not told: beside DISTINCT, tell it",
    "22003": "a number is out of range",
}
"""By SQLSTATE (PostgreSQL 15, appendix A)."""

OTHERWISE = "it cannot be computed: compare columns with values of their own types (/vo/tap/tables)"


def words_of(sqlstate: str | None) -> str:
    """Return what is said of an error."""
    return WORDS.get(sqlstate or "", OTHERWISE)
