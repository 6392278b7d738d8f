"""Lines about providers and granules: what is odd is said, and no name steers the terminal."""

from shared.contracts.http.acquirer import FeedRow, ProviderRow
from spicerack.commands.options import write_lines
from spicerack.commands.work.granule_lines import provider_lines


def row(**feed: object) -> ProviderRow:
    """Return a provider with one feed."""
    said = {
        "feed": "f",
        "path": ".*",
        "into": "",
        "looked_at": "2026-01-01T00:00:00Z",
        "granules": {},
        **feed,
    }
    return ProviderRow(
        provider="p",
        url="ftp://x/",
        connections=1,
        connected=0,
        paused=False,
        held=True,
        feeds=(FeedRow.model_validate(said),),
    )


def test_a_pattern_that_fits_no_name_is_said():
    """Files that are seen and are no granule of any kind are a mistake of the feed."""
    assert any("none of these names fits" in line for line in provider_lines(row(files=6)))
    assert not any("none of" in line for line in provider_lines(row(files=6, granules={"failed": 1})))


def test_names_and_words_of_providers_cannot_steer_the_terminal(capsys):
    """Escapes, marks that turn the line around, and ends of lines are printed as text."""
    write_lines(["\x1b[31mred\u202e\u2028next\tcolumn"])
    assert capsys.readouterr().out == "\\x1b[31mred\\u202e\\u2028next  column\n"
