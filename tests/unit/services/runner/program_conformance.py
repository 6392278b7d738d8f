"""What holds for every kind of program: commands, containers and jobs. No test module: others inherit it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

import pytest

from services.runner.tasks.port import Step, StepError, Task
from shared.states.values import Json
from tests.unit.services.runner.steps import job

UPPER = """
import json, os, sys
given = json.load(sys.stdin)
open("out.txt", "w").write(open("in/a.bc").read().upper())
print("reading", file=sys.stderr)
print(json.dumps({"given": given, "state": os.environ["SPICERACK_STATE"], "in": sorted(os.listdir("."))}))
"""
FLOOD = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open("began", "w").close()
time.sleep(600)
"""
OWN = """print('{"error": "Image.Dark", "cause": "no star is seen"}'); raise SystemExit(3)"""
LINK = "import os; os.symlink('/etc/passwd', 'out.txt')"


class ProgramConformance(ABC):
    """The suite. A program is Python's, run in the working directory of a step."""

    @abstractmethod
    def task(self, place: Path, program: str, fields: Mapping[str, object]) -> Task:
        """Return the task of a program over a collection in `place / "root"`."""

    async def run(
        self,
        place: Path,
        program: str,
        *,
        arguments: Json = None,
        lines: list[str] | None = None,
        **fields: object,
    ) -> Mapping[str, Json]:
        """Run it as a step."""
        (place / "root").mkdir(exist_ok=True)
        kept = [] if lines is None else lines
        step = Step(
            job=job("spicerack:x/x", arguments),
            write=lambda _, text: kept.append(text),
            announce=lambda _: None,
        )
        found = await self.task(place, program, fields).run(step)
        assert isinstance(found, dict)
        return found

    def nothing_is_left(self, place: Path) -> bool:
        """Tell whether all that a step took is given back."""
        return not any(path for path in (place / "work").rglob("*") if "e1-3.1" in path.name)

    async def test_it_reads_json_and_writes_json_and_files(self, tmp_path: Path) -> None:
        """It finds its files in its directory, and nothing else; what it made stands in the collection."""
        (tmp_path / "root" / "ck").mkdir(parents=True)
        (tmp_path / "root" / "ck" / "a.bc").write_bytes(b"kernel")
        lines: list[str] = []
        arguments: Json = {
            "input": {"é": 1},
            "files": [{"path": "ck/a.bc", "as": "in/a.bc"}],
            "publish": {"out.txt": "derived/a.txt"},
        }
        found = await self.run(tmp_path, UPPER, arguments=arguments, lines=lines)
        assert found["result"] == {"given": {"é": 1}, "state": "S", "in": ["in", "out.txt"]}
        assert (tmp_path / "root" / "derived" / "a.txt").read_text() == "KERNEL"
        assert lines == ["reading"]
        assert self.nothing_is_left(tmp_path)

    @pytest.mark.parametrize(
        ("program", "fields", "error", "words"),
        [
            pytest.param(FLOOD, {}, "Command.OutputTooLarge", "more than 262144 bytes", id="flood"),
            pytest.param(DEAF, {"timeout_seconds": 1}, "States.Timeout", "longer than 1 s", id="deaf"),
            pytest.param("raise SystemExit(75)", {}, "Command.Retryable", "code 75", id="try again"),
            pytest.param("raise SystemExit(3)", {}, "Command.Failed", "code 3", id="fails"),
            pytest.param("print('{')", {}, "Command.BadOutput", "no JSON", id="no JSON"),
            pytest.param("print('1e999')", {}, "Command.BadOutput", "infinite", id="no number"),
            pytest.param(r"""print('"\\ud800"')""", {}, "Command.BadOutput", "surrogate", id="no text"),
            pytest.param(OWN, {}, "Image.Dark", "no star is seen", id="own name"),
        ],
    )
    async def test_what_does_harm_or_fails_is_ended_and_named(
        self, tmp_path: Path, program: str, fields: dict[str, object], error: str, words: str
    ) -> None:
        """Nothing of it is left, and the error says who must act."""
        with pytest.raises(StepError, match=words) as caught:
            await self.run(tmp_path, program, **fields)
        assert caught.value.error == error
        assert self.nothing_is_left(tmp_path)

    async def test_a_link_is_not_published(self, tmp_path: Path) -> None:
        """It may lead anywhere."""
        with pytest.raises(StepError, match="link") as caught:
            await self.run(tmp_path, LINK, arguments={"publish": {"out.txt": "a"}})
        assert caught.value.error == "Command.BadFile"

    async def test_a_secret_reaches_the_program_and_no_log(self, tmp_path: Path) -> None:
        """Its lines and its output are masked."""
        (tmp_path / "token").write_text("t0p-s3cret\n")
        lines: list[str] = []
        program = "import json, os, sys; s = os.environ['TOKEN']; print(s, file=sys.stderr)\n"
        program += "print(json.dumps([s, len(s)]))"
        found = await self.run(tmp_path, program, secrets={"TOKEN": tmp_path / "token"}, lines=lines)
        assert (found["result"], lines) == (["***", 10], ["***"])
        assert self.nothing_is_left(tmp_path)

    async def test_a_cancelled_step_takes_its_program_along(self, tmp_path: Path) -> None:
        """Whether it listens or not."""
        running = asyncio.create_task(self.run(tmp_path, DEAF))
        while not list((tmp_path / "work").rglob("began")):
            assert not running.done()
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.wait([running])
        assert self.nothing_is_left(tmp_path)
