"""Commands of the guides exist: by day their names and options are held to the code, each night they run."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from spicerack.app import build

GUIDES = sorted((Path(__file__).parents[3] / "docs" / "guide").glob("*.md"))
BLOCK = re.compile(r"^```sh[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\bspicerack +((?!\)).+?)(?=[|>)#]|&&|$)")
"""To the end of the line, or to what a shell takes for itself."""
OTHERS = re.compile(r'"\$\((?!spicerack)[^)]*')
"""What a shell has another program say."""


def typed(guide: Path) -> list[list[str]]:
    """Return the words of each command that a guide has in a block."""
    lines = "".join(BLOCK.findall(guide.read_text())).replace("\\\n", " ").splitlines()
    found = [match[1] for line in lines if not line.startswith("#") for match in COMMAND.finditer(line)]
    return [shlex.split(OTHERS.sub("said", words).replace('"$(', "")) for words in found]


def unknown(words: list[str]) -> list[str]:
    """Return the words that name no command and no option."""
    command: Any = typer.main.get_command(build())
    rest = list(words)
    while hasattr(command, "get_command"):
        name = rest.pop(0) if rest else ""
        command = command.get_command(None, name)
        if command is None:
            return [name]
    options = {option for parameter in command.params for option in parameter.opts}
    given = (word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word))
    return [word for word in given if word not in options]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_commands_of_a_guide_are_there_with_their_options(guide: Path) -> None:
    """A command or an option that was renamed is renamed in the guides."""
    commands = typed(guide)

    assert commands
    assert {" ".join(words): found for words in commands if (found := unknown(words))} == {}


@pytest.mark.parametrize("words", [["synch"], ["kernels", "lst"], ["sync", "--timeot", "60"], ["log", "-x"]])
def test_what_is_no_command_is_found(words: list[str]) -> None:
    """The test above sees a name or an option that is wrong."""
    assert len(unknown(words)) == 1
