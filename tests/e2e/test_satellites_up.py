"""`spicerack up --with satellites`: one satellites service beside the sites, in a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from spicerack.up.checks import check_ports
from testing.servers.listening import free_ports
from tests.e2e.harness import eventually
from tests.integration.satellites.satellites_process import PATIENCE, folder_source, sky

REPOSITORY = Path(__file__).parents[2]
PORTS = 5
"""Manager, orchestrator, transfer, gateway, satellites."""


def started(directory: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start an `up` of one site with these arguments and settings."""
    (directory / "site").mkdir(exist_ok=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
    return subprocess.Popen(
        [sys.executable, "-m", "spicerack", "up", "--site", f"a={directory}/site", *arguments],
        cwd=REPOSITORY,
        env={**own, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_up_runs_satellites_apart_from_everything_else(tmp_path: Path) -> None:
    """It answers at its own port, and no other service shares its memory."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.json").write_text(json.dumps(sky(300)))
    (tmp_path / "settings.toml").write_text(folder_source(tmp_path / "folder"))
    port = free_ports(PORTS)
    up = started(
        tmp_path,
        *("--with", "satellites", "--state", f"{tmp_path}/state", "--port", str(port)),
        SPICERACK_SETTINGS_FILE=str(tmp_path / "settings.toml"),
    )
    try:
        assert up.stdout is not None
        line = next(line for line in up.stdout if line.startswith("satellites: started"))
        found = re.search(r"pid (\d+)", line)
        assert found
        assert int(found[1]) != up.pid
        with httpx.Client(base_url=f"http://127.0.0.1:{port + PORTS - 1}", trust_env=False) as client:

            def fresh() -> bool:
                try:
                    return bool(client.get("/status").json()["fresh"])
                except httpx.TransportError:
                    return False

            eventually(fresh, what="a fresh catalogue")
            assert client.get("/status").json()["element_sets"] == 300
        manager = f"http://127.0.0.1:{port}"

        def told() -> bool:
            done = subprocess.run(
                [sys.executable, "-m", "spicerack", "url", "satellites", "--url", manager],
                cwd=REPOSITORY,
                capture_output=True,
                text=True,
                check=False,
            )
            return done.stdout.strip() == f"http://127.0.0.1:{port + PORTS - 1}"

        eventually(told, what="the address of satellites")
        up.send_signal(signal.SIGTERM)
        assert "satellites: stopped" in up.communicate(timeout=PATIENCE)[0]
        assert up.returncode == 0
    finally:
        up.kill()
        up.wait(60)
    check_ports("127.0.0.1", range(port, port + PORTS))


def test_up_says_what_satellites_need(tmp_path: Path) -> None:
    """Without its file of settings nothing is started, and one line says what is missing."""
    up = started(tmp_path, "--with", "satellites", "--state", f"{tmp_path}/state")
    said = up.communicate(timeout=PATIENCE)[0]
    assert up.returncode == 2
    assert "SPICERACK_SETTINGS_FILE" in said
    assert not (tmp_path / "state").exists()
