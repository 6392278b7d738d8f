"""Logs that hold nothing of a catalogue."""

import io
import logging
import subprocess
import sys

import pytest

from services.satellites.secrecy.quiet import QuietFilter, described

MARK = "MARK-51.6442"


@pytest.fixture
def lines():
    """What a handler with the filter writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(QuietFilter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def fail():
    """Raise what a parser raises."""
    return float(MARK)


def test_exceptions_are_told_by_kind_and_place(lines):
    """The text of an exception, its cause and its frames' lines do not reach the log."""
    try:
        fail()
    except ValueError:
        logging.getLogger("services.satellites.x").exception("a load failed")

    assert "a load failed: ValueError in fail:" in lines.getvalue()
    assert MARK not in lines.getvalue()


@pytest.mark.parametrize("name", ["asyncio", "httpx", "httpcore.http11", "uvicorn.error", "nats.aio.client"])
def test_lines_of_libraries_tell_nothing_but_that_they_are(lines, name):
    """Whatever a library formats into its lines stays out, at any level."""
    logging.getLogger(name).error("asked %s with %s", MARK, {"cookie": MARK})
    logging.getLogger(name).error(f"future: <Task exception=ValueError('{MARK}')>")

    logging.getLogger(name).info("asked %s", MARK)

    assert lines.getvalue().count("not shown") == 2
    assert MARK not in lines.getvalue()


def test_own_lines_pass(lines):
    """What the service itself says is shown."""
    logging.getLogger("services.satellites.app").warning("the catalogue is %s", "old")

    assert "the catalogue is old" in lines.getvalue()


def test_a_description_has_no_text():
    """Groups and causes are told by their kinds."""
    try:
        try:
            fail()
        except ValueError as error:
            raise RuntimeError(MARK) from error
    except RuntimeError as error:
        assert MARK not in described(error)
        assert "RuntimeError" in described(error)
    assert described(ValueError(MARK)) == "ValueError in no frame"


def test_what_nobody_catches_is_told_without_its_text():
    """A process, a thread, a task and a destructor that fail say their kind alone."""
    script = f"""
import asyncio, logging, threading, warnings
from services.satellites.secrecy.quiet import quiet_logging
logging.basicConfig(level="DEBUG")
quiet_logging()
class Bad:
    def __del__(self):
        raise ValueError("{MARK}")
Bad()
warnings.warn("{MARK}")
thread = threading.Thread(target=float, args=("{MARK}",)); thread.start(); thread.join()
async def main():
    async def bad():
        raise ValueError("{MARK}")
    task = asyncio.create_task(bad())
    await asyncio.sleep(0)
asyncio.run(main())
raise ValueError("{MARK}")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.count("not caught: ValueError") == 3
    assert MARK not in done.stdout + done.stderr
