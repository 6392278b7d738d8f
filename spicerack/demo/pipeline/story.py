"""The story of a pipeline, chapter by chapter: what comes, what is made of it, and what goes wrong."""

import json
import shlex
from collections.abc import Callable

from rich.console import Console

from spicerack.demo.pipeline.desk import FEED, WORKFLOW, Desk
from spicerack.demo.pipeline.provider import WebProvider
from spicerack.errors import CommandError

DAYS = {"monday.txt": "11.5\n12.5\n", "tuesday.txt": "9\n10\n14\n"}
ODD = "wednesday.txt"
CUT = "thursday.txt"
LINES_SHOWN = 12


class PipelineStory:
    """Tells, and does what it tells."""

    def __init__(self, desk: Desk, provider: WebProvider, console: Console) -> None:
        self._desk = desk
        self._provider = provider
        self._console = console

    def tell(self) -> None:
        """Tell all of it.

        Raises:
            CommandError: something did not come out as told.
        """
        chapters: tuple[Callable[[], None], ...] = (
            self._files_come,
            self._work_starts,
            self._a_step_fails,
            self._a_file_is_wrong,
        )
        for number, chapter in enumerate(chapters, start=1):
            title = (chapter.__doc__ or "").splitlines()[0]
            self._console.print(f"\n[bold]{number}. {title}[/bold]", soft_wrap=True)
            chapter()

    def _files_come(self) -> None:
        """A provider's files come in by themselves, whole, and held against their checksums."""
        for name, text in DAYS.items():
            self._provider.offer(name, text)
        for name in DAYS:
            self._desk.command("granules", "wait", FEED, name)
        self._show("granules", "list", "--status", "published")

    def _work_starts(self) -> None:
        """A rule starts a workflow for each file, those that are there already, too."""
        self._show("workflows", "save", WORKFLOW, "average.json")
        self._show(
            "workflows", "rule", "each", "--workflow", WORKFLOW, "--pattern", "raw/*.txt", "--after", "0"
        )
        self._wait_for("succeeded", len(DAYS))
        self._show("executions", "list")
        found = sorted(json.loads(path.read_text()) for path in (self._desk.root / "averages").iterdir())
        self._demand(found == [11, 12], f"the averages are in the collection: {found}", "averages are wrong")

    def _a_step_fails(self) -> None:
        """A step fails at a value that nobody had thought of; mended, it goes on where it failed."""
        self._provider.offer(ODD, "10\nn/a\n20\n")
        failed = self._wait_for("failed", 1)
        self._show("executions", "show", failed)
        self._desk.write_program(mended=True)
        self._say("the program is mended")
        self._say(f"$ spicerack executions retry {failed}")
        again = self._desk.command("executions", "retry", failed).split()[-1]
        self._wait_for("succeeded", len(DAYS) + 1)
        self._show("executions", "show", again)

    def _a_file_is_wrong(self) -> None:
        """A file that is not what its provider says of it stays out, and whose fault that is, is told."""
        self._provider.offer(CUT, "8\n", said="8\n9\n10\n")
        self._desk.wait("the file is refused", lambda: CUT in self._list("--status", "failed"))
        self._show("granules", "list", "--status", "failed")
        there = (self._desk.root / "raw" / CUT).exists()
        self._demand(not there, "nothing of it is in the collection", "a wrong file was published")

    def _wait_for(self, status: str, count: int) -> str:
        """Wait until so many executions ended so; return the last of them."""
        found: list[str] = []

        def are_there() -> bool:
            said = json.loads(self._desk.command("executions", "list", "--status", status, "--json"))
            found[:] = [row["execution"] for row in said["results"]]
            return len(found) >= count

        self._desk.wait(f"{count} executions {status}", are_there)
        return found[0]

    def _list(self, *words: str) -> str:
        return self._desk.command("granules", "list", *words)

    def _show(self, *words: str) -> None:
        self._say(f"$ spicerack {shlex.join(words)}")
        for line in self._desk.command(*words).splitlines()[:LINES_SHOWN]:
            self._say(f"  {line}")

    def _demand(self, holds: bool, told: str, otherwise: str) -> None:
        if not holds:
            raise CommandError(f"the demo failed: {otherwise}")
        self._say(told)

    def _say(self, text: str) -> None:
        self._console.print(f"   {text}", highlight=False, markup=False, soft_wrap=True)
