"""The site of the story: what it acquires, the program it runs on each file, and the services of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final, Self

from spicerack.demo.up import Up
from spicerack.errors import CommandError

SITE: Final = "desk"
FEED: Final = "weather"
WORKFLOW: Final = "average"
SERVICES: Final = 6
START_SECONDS: Final = 120.0

ACQUIRER: Final = """[providers.station]
url = "{url}"

[feeds.weather]
provider = "station"
path = '.*\\.txt'
into = "raw"
every_seconds = 1
quiet_seconds = 1
"""

RUNNER: Final = """[commands.average]
argv = ["{python}", "{program}"]
"""

PROGRAM: Final = """import json, sys
lines = open("in").read().split()
numbers = [float(line) for line in lines{condition}]
print("averaged", len(numbers), "values", file=sys.stderr)
mean = round(sum(numbers) / len(numbers), 2)
json.dump(mean, open("out", "w"))
print(json.dumps({{"mean": mean}}))
"""
"""Reads numbers from a file of the collection; stops at what is none, until it is mended."""

MENDED: Final = ' if line != "n/a"'

DEFINITION: Final = {
    "StartAt": "Verify",
    "States": {
        "Verify": {
            "Type": "Task",
            "Resource": "spicerack:verify",
            "Parameters": {"file.$": "$.file"},
            "ResultPath": "$.verified",
            "Next": "Average",
        },
        "Average": {
            "Type": "Task",
            "Resource": "spicerack:command/average",
            "Parameters": {
                "files": [{"path.$": "$.file.path", "as": "in"}],
                "publish": {"out.$": "States.Format('averages/{}.json', $$.Execution.Id)"},
            },
            "End": True,
        },
    },
}


class Desk(Up):
    """One site with its acquirer, workflows and runner. A context manager: it starts and ends them."""

    def __init__(self, base: Path, provider: str) -> None:
        self.root = base / SITE
        words = [f"--site={SITE}={self.root}", "--with=workflow,runner,acquirer", "--no-gateway"]
        super().__init__(base, words, ports=SERVICES)
        self.root.mkdir()
        self._program = base / "average.py"
        self.write_program(mended=False)
        (base / "acquirer.toml").write_text(ACQUIRER.format(url=provider))
        (base / "runner.toml").write_text(RUNNER.format(python=sys.executable, program=self._program))
        (base / "average.json").write_text(json.dumps(DEFINITION, indent=1))

    def __enter__(self) -> Self:
        super().__enter__()
        self.wait("the runner is ready", lambda: "runner-desk: ready" in self._said(), seconds=START_SECONDS)
        self.wait("the acquirer is ready", lambda: "acquirer-desk: ready" in self._said())
        return self

    def write_program(self, *, mended: bool) -> None:
        """Write the program that runs on each file."""
        self._program.write_text(PROGRAM.format(condition=MENDED if mended else ""))

    def command(self, *words: str) -> str:
        """Run `spicerack WORDS` as a person would; return what it prints. Raises CommandError."""
        ran = subprocess.run(
            [sys.executable, "-m", "spicerack", *words],
            env={**os.environ, "SPICERACK_URL": f"http://127.0.0.1:{self.port}"},
            cwd=self.base,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            raise CommandError(f"the demo failed: `spicerack {' '.join(words)}`: {ran.stderr.strip()}")
        return ran.stdout

    def _environment(self) -> dict[str, str]:
        files = {name: str(self.base / f"{name}.toml") for name in ("acquirer", "runner")}
        return {
            **os.environ,
            "SPICERACK_ACQUIRER_FILE": files["acquirer"],
            "SPICERACK_ACQUIRER_TRIES": "1",  # So that nobody has to wait for six.
            "SPICERACK_RUNNER_FILE": files["runner"],
        }

    def _said(self) -> str:
        return self.log.read_text()
