"""What a person finds about the commands of synchronising: an example, JSON for scripts, and a page."""

from functools import cache
from pathlib import Path

import pytest

from spicerack.main import execute

GUIDES = Path(__file__).parents[3] / "docs/guide"

FOR_PEOPLE = {"sync", "keys init", "keys rotate", "keys site"}
"""A script takes the exit code of the first; the others are typed once, at the host whose key it is."""

COMMANDS = (
    *("status", "sync", "plan", "pause", "resume", "verify", "get", "put", "restore", "view"),
    *("conflicts", "resolve", "rule set", "rule show", "rule history", "rule plan", "log verify"),
    *("site add", "site remove", "site drain", "site label", "trash list", "trash restore", "trash empty"),
    *("keys init", "keys rotate", "keys revoke", "keys site", "dead list", "dead retry", "dead drop"),
)


@cache
def guides() -> str:
    """Return the pages of all guides."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(GUIDES.glob("*.md")))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_an_example_a_page_and_json(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a script wants it."""
    assert execute([*command.split(), "--help"]) == 0
    told = capsys.readouterr().out
    assert "example" in told.lower()
    assert "--json" in told or command in FOR_PEOPLE
    assert f"spicerack {command}" in guides()
