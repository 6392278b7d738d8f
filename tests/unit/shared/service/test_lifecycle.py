"""How a service ends when a person must mend something."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import asyncio
import sqlite3

from shared.service.config import ServiceConfig
from shared.service.lifecycle import run_service

async def fail():
    raise sqlite3.OperationalError("database or disk is full")

async def work(config, stop):
    async with asyncio.TaskGroup() as group:
        group.create_task(fail())

run_service("manager", ServiceConfig, work)
"""


def test_service_that_a_person_must_help_ends_with_one_line(tmp_path: Path) -> None:
    """It says what to do, and not where in the code that was found; the exit code tells that it failed."""
    environment = {**os.environ, "SPICERACK_STATE": str(tmp_path), "SPICERACK_COLLECTION": "spice"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    (line,) = (done.stdout + done.stderr).splitlines()
    assert f"disk is full: make room in {tmp_path}" in line
