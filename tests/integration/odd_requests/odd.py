"""Requests that nobody would think of, made from a document, and how many of them. No test module.

Settings of the environment, for a night that shall ask more, or for the run that found something:
SPICERACK_ODD_CASES, SPICERACK_ODD_PHASES and SPICERACK_ODD_SEED.
"""

import asyncio
import os
import secrets
import sys
from pathlib import Path

CASES = int(os.environ.get("SPICERACK_ODD_CASES", "10"))
"""Fuzzed requests of each operation, beside those that cover each bound of each parameter: with ten, the
document of the gateway takes one caller some minutes of a processor."""

PHASES = os.environ.get("SPICERACK_ODD_PHASES", "examples,coverage,fuzzing")
"""What is done one after the other. Covering takes most of the time."""

SEED = os.environ.get("SPICERACK_ODD_SEED", "")
"""Of the requests; empty for another one each time. A failure shows the one that it had."""

PATIENCE = 60
"""Seconds for one answer: the machine may be busy."""

BODIES = "positive_data_acceptance,negative_data_rejection"
"""Checks that take a schema for all that is checked."""

HOOKS = Path(__file__).with_name("odd_hooks.py")


async def find_faults(
    document: Path, url: str, *options: str, cases: int = CASES, phases: str = PHASES
) -> str:
    """Ask oddly; return what was found wrong, nothing where nothing was."""
    seed = SEED or str(secrets.randbelow(2**31))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", str(document), "--url", url),
        *("--header", "SpiceRack-Request: 1", "--request-timeout", str(PATIENCE), "--seed", seed),
        *("--max-examples", str(cases), "--phases", phases, "--continue-on-failure", "--no-color"),
        # Of the machine: how long it takes to think requests up is no property of the document.
        *("--suppress-health-check", "too_slow", *options),
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    # Shown whole where a test fails, and by `pytest -s`: a comparison would show a line of it.
    print(said.decode())
    return "" if process.returncode == 0 else said.decode()
