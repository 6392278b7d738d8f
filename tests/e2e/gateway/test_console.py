"""The console in a browser, against a real rack: each page's main job, and what must never happen.

`make console-test` runs it, where there are Node and Chromium; elsewhere it says what is missing.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.gateway.console.files import BUILT
from testing.postgres.servers import postgres_missing
from tests.e2e.gateway.console_rack import acquiring, console_rack
from tests.e2e.harness import PATIENCE, REPOSITORY, Rack

CONSOLE = REPOSITORY / "web" / "console"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PICTURES = os.environ.get("SPICERACK_PICTURES")
"""Where screenshots are kept, for the guide; a temporary folder where it is not set."""

SCENARIOS = (
    "overview",
    "first_look_is_small",
    "files",
    "put_and_delete",
    "bring_back",
    "log",
    "kernels",
    "kernel_set",
    "hostile_names",
    "token_that_ends",
    "server_that_goes_away",
    "rows_by_the_hundred_thousand",
    "granule",
    "execution",
    "archive",
    "bus",
    "everybody_can_use_it",
    "trash",
    "site",
)

pytestmark = pytest.mark.slow


def missing() -> str | None:
    """Return what is not here that a browser's test needs; None where all of it is."""
    if shutil.which("node") is None:
        return "THE CONSOLE IS NOT TESTED IN A BROWSER: there is no node"
    if not any(map(shutil.which, BROWSERS)):
        return "THE CONSOLE IS NOT TESTED IN A BROWSER: there is no chromium"
    if not (BUILT / "index.html").is_file() or not (CONSOLE / "node_modules" / "playwright-core").is_dir():
        return "THE CONSOLE IS NOT TESTED IN A BROWSER: it is not built, `make console` does it"
    return None


def left_out() -> set[str]:
    """Return the scenarios whose services cannot run here."""
    return {"archive"} if postgres_missing() else set()


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Why each scenario failed, the empty text for those that did not."""
    reason = missing()
    if reason is not None:
        pytest.skip(reason)
    directory = tmp_path_factory.mktemp("console")
    with console_rack(directory) as rack:
        yield _run(rack, Path(PICTURES) if PICTURES else directory)


def _run(rack: Rack, pictures: Path) -> dict[str, str]:
    told_to = {
        "base": rack.gateway_of("a"),
        "acquiring": rack.gateway_of(acquiring(rack)),
        "other": str(rack["b"]),
        "pictures": str(pictures),
        "browser": next(found for found in map(shutil.which, BROWSERS) if found),
        "leftOut": list(left_out()),
    }
    done = subprocess.run(
        ["node", "tests/browser/run.mjs", json.dumps(told_to)],
        cwd=CONSOLE,
        capture_output=True,
        text=True,
        timeout=PATIENCE * len(SCENARIOS),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = map(json.loads, done.stdout.splitlines())
    return {one["name"]: one["error"] for one in told}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_people_can_do_in_the_console(outcomes: dict[str, str], scenario: str) -> None:
    """A person does what the scenario says, and no script of a stranger runs."""
    if scenario in left_out():
        pytest.skip(postgres_missing())
    assert outcomes[scenario] == ""


def test_every_scenario_is_looked_at(outcomes: dict[str, str]) -> None:
    """None is written and forgotten."""
    assert set(outcomes) | left_out() == set(SCENARIOS)
