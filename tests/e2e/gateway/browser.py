"""A browser that is shown a rack's console: the scenarios of `web/console/tests/browser`. No test module."""

import json
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from services.gateway.console.files import BUILT
from tests.e2e.harness import PATIENCE, REPOSITORY, Rack

CONSOLE = REPOSITORY / "web" / "console"
OWN_GATEWAY = ("log_in", "log_in_refused")
"""Scenarios that need a gateway with an identity provider: those of a rack on loopback ask nobody."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> str | None:
    """Return what is not here that a browser's test needs; None where all of it is."""
    if shutil.which("node") is None:
        return "THE CONSOLE IS NOT TESTED IN A BROWSER: there is no node"
    if not any(map(shutil.which, BROWSERS)):
        return "THE CONSOLE IS NOT TESTED IN A BROWSER: there is no chromium"
    if not (BUILT / "index.html").is_file() or not (CONSOLE / "node_modules" / "playwright-core").is_dir():
        return "THE CONSOLE IS NOT TESTED IN A BROWSER: it is not built, `make console` does it"
    return None


def browser() -> str:
    """Return the path of a browser that is here."""
    return next(found for found in map(shutil.which, BROWSERS) if found)


def tried(
    rack: Rack,
    scenarios: Collection[str],
    pictures: Path,
    *,
    acquiring: str = "",
    left_out: Collection[str] = (),
    patience: float = PATIENCE,
) -> dict[str, str]:
    """Return why each scenario failed, the empty text for those that did not.

    Args:
        rack: whose sites are called a and b.
        scenarios: by name; all where none is named.
        pictures: the folder for screenshots.
        acquiring: the address of the gateway whose site asks a provider.
        left_out: scenarios whose services do not run.
        patience: seconds for all of them.
    """
    base = rack.gateway_of("a")
    told_to = {
        "base": base,
        "acquiring": acquiring or base,
        "own": str(rack["a"]),
        "other": str(rack["b"]),
        "command": str(Path(sys.executable).with_name("spicerack")),
        "leftOut": [*left_out, *OWN_GATEWAY],
    }
    return tried_at(told_to, scenarios, pictures, patience=patience)


def tried_at(
    told_to: Mapping[str, object], scenarios: Collection[str], pictures: Path, *, patience: float = PATIENCE
) -> dict[str, str]:
    """Return why each scenario failed, as `tried`, at any gateway: `run.mjs` says what it is told."""
    told = {"leftOut": [], **told_to, "pictures": str(pictures), "browser": browser()}
    done = subprocess.run(
        ["node", "tests/browser/run.mjs", json.dumps(told), *scenarios],
        cwd=CONSOLE,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {one["name"]: one["error"] for one in map(json.loads, done.stdout.splitlines())}
