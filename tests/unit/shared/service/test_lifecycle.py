"""How a service ends when a person must mend something."""

import os
import subprocess
import sys
from pathlib import Path

from shared.service.garbage import YOUNG_OBJECTS

PATIENCE = 60.0

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

TURNING = """
import asyncio
import threading

from shared.service import lifecycle
from shared.service.config import ServiceConfig

lifecycle.THREADS_SECONDS = 0.05

async def work(config, stop):
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)

lifecycle.run_service("spice", ServiceConfig, work)
"""

SEARCHING = """
import gc

from shared.service.config import ServiceConfig
from shared.service.lifecycle import run_service

async def work(config, stop):
    print("young", gc.get_threshold()[0], "imported", gc.get_freeze_count() > 0)

run_service("manager", ServiceConfig, work)
"""


def test_service_searches_for_cycles_seldom_and_not_in_what_it_imported(tmp_path: Path) -> None:
    """A quarter of the CPU of a first sync was Python's search for cycles, in objects that stay."""
    assert _run(SEARCHING, tmp_path).stdout.strip() == f"young {YOUNG_OBJECTS} imported True"


def test_service_ends_though_a_thread_of_it_does_not(tmp_path: Path) -> None:
    """Found by a stranger: a question that turned for ever kept a service that was told to stop."""
    done = _run(TURNING, tmp_path)
    assert done.returncode == 1
    assert "a thread does not end" in done.stdout + done.stderr


def _run(program: str, state: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SPICERACK_STATE": str(state), "SPICERACK_COLLECTION": "spice"}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_service_that_a_person_must_help_ends_with_one_line(tmp_path: Path) -> None:
    """It says what to do, and not where in the code that was found; the exit code tells that it failed."""
    done = _run(PROGRAM, tmp_path)
    assert done.returncode == 1
    (line,) = (done.stdout + done.stderr).splitlines()
    assert f"disk is full: make room in {tmp_path}" in line
