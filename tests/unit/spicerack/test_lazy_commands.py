"""The command line loads what the typed command needs, and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from spicerack.errors import ExitCode
from spicerack.help import COMMANDS, HELP, SUBJECTS
from spicerack.main import execute

SHOW_MODULES = """
import sys
from spicerack.main import execute
execute({arguments!r})
print("loaded", *sorted({{name.partition(".")[0] for name in sys.modules}}))
print("ours", *sorted(name for name in sys.modules if name.startswith(("shared.", "services."))))
"""


def loaded(*arguments: str) -> tuple[set[str], set[str]]:
    """Return the packages, and our modules, that a process has loaded when a command was run."""
    program = SHOW_MODULES.format(arguments=list(arguments))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    *_, packages, ours = done.stdout.splitlines()
    return set(packages.split()), set(ours.split()[1:])


def test_help_loads_no_package_but_that_of_the_command_line() -> None:
    """`--help` needs no HTTP client, no bus, no models and no tables."""
    packages, ours = loaded("--help")

    assert not packages & {
        "httpx",
        "nats",
        "pydantic",
        "rich",
        "fastapi",
        "sqlite3",
        "cryptography",
        "asyncio",
        "typer",
        "inspect",
        "subprocess",
    }
    assert ours == set()


@pytest.mark.parametrize(
    ("arguments", "code"), [([], ExitCode.USAGE), (["--help"], ExitCode.DONE)], ids=["nothing", "help"]
)
def test_help_tells_every_command_below_its_subject(
    arguments: list[str], code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing typed, or a question, is answered with the table; lines fit a terminal."""
    assert execute(arguments) == code
    said = capsys.readouterr().out
    sections = dict(part.split(":\n", 1) for part in said.split("\n\n") if ":\n" in part)

    assert max(map(len, said.splitlines())) < 80
    for subject, commands in SUBJECTS.items():
        assert [
            line.split()[0] for line in sections[subject.capitalize()].splitlines() if line[2] != " "
        ] == [*commands]


@pytest.mark.parametrize("command", ["status", "ls", "log", "diff", "sync"])
def test_commands_that_ask_a_manager_load_no_service_and_no_bus(command: str) -> None:
    """A request over HTTP needs neither the bus nor any service's code."""
    packages, ours = loaded(command, "--help")

    assert not packages & {"nats", "fastapi", "uvicorn", "cryptography"}
    assert not {name for name in ours if name.startswith("services.")}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_table_has_its_module_and_says_what_it_does(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line of the table is how the command's own help begins."""
    assert execute([command, "--help"]) == 0
    own = " ".join(capsys.readouterr().out.split())

    assert COMMANDS[command].rstrip(".").split(",")[0].split(" until")[0] in own


def test_every_module_of_commands_is_in_the_table() -> None:
    """A module that offers a command is listed."""
    folder = Path(__file__).parents[3] / "spicerack" / "commands"
    offering = {
        path.stem.replace("_", "-") for path in folder.rglob("*.py") if "def app()" in path.read_text()
    }

    assert offering == set(COMMANDS)


def test_help_tells_every_exit_code() -> None:
    """Whoever writes a script finds all outcomes in one place."""
    told = {int(number) for number in re.findall(r"\b(\d+) ", HELP)}

    assert told == {code.value for code in ExitCode}
