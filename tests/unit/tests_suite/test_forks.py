"""Tests that run in forked workers are told as if they ran here, whatever becomes of a worker."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

CONFTEST = """
import os, pytest
from tests.suite.forks import Forks

def pytest_configure(config):
    os.environ["PARENT"] = str(os.getpid())
    config.pluginmanager.register(Forks(2, lambda nodeid: nodeid.split("::")[0]))

@pytest.fixture(scope="session")
def session():
    print("set up")
    yield
    print("torn down")
"""

ONE = """
import os, pytest, warnings

def test_passes(session): pass
def test_fails(session):
    print("said by it")
    assert 1 == 2
def test_warns(session): warnings.warn("a warning of it")
def test_is_skipped(session): pytest.skip("a reason")
def test_ends_its_process(session): os._exit(7)
def test_comes_after_it(session): assert os.environ["PYTEST_XDIST_WORKER"]
"""

OTHER = """
import os, pytest

@pytest.mark.parametrize("number", range(2))
def test_has_a_folder_of_its_own(number, tmp_path, session):
    (tmp_path / "file").touch(exist_ok=False)

def test_is_in_a_fork(): assert os.getppid() == int(os.environ["PARENT"])
"""


def run(directory: Path, *arguments: str, **files: str) -> subprocess.CompletedProcess[str]:
    """Run pytest over files in a directory, in two forks."""
    directory.joinpath("conftest.py").write_text(CONFTEST)
    for name, text in files.items():
        directory.joinpath(f"test_{name}.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-rA", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    environment.pop("PYTEST_XDIST_WORKER", None)
    return subprocess.run(
        [*command, "--rootdir", str(directory), str(directory)],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_reports_of_all_workers_are_told(tmp_path: Path) -> None:
    """What passed, failed, was skipped or warned, with what it said; a dead process fails one test alone."""
    done = run(tmp_path, one=ONE, other=OTHER)

    assert done.returncode == 1
    last = done.stdout.splitlines()[-1]
    for said in ("2 failed", "6 passed", "1 skipped", "warning"):
        assert said in last, done.stdout
    for said in ("said by it", "assert 1 == 2", "a warning of it", "a reason", "has ended with 7"):
        assert said in done.stdout
    assert "FAILED test_one.py::test_ends_its_process" in done.stdout
    assert "PASSED test_one.py::test_comes_after_it" in done.stdout


def test_fixtures_live_as_long_as_they_are_needed(tmp_path: Path) -> None:
    """A session's fixture is set up once by a worker, and torn down in it."""
    done = run(tmp_path, "-s", one="def test_one(session): pass\ndef test_two(session): pass\n")

    assert done.returncode == 0, done.stdout
    assert (done.stdout.count("set up"), done.stdout.count("torn down")) == (1, 1)


def test_the_first_failure_ends_it_where_that_is_asked_for(tmp_path: Path) -> None:
    """`-x` deals nothing out any more."""
    files = {f"{number}": "def test_fails(): assert 0\n" for number in range(9)}
    done = run(tmp_path, "-x", **files)

    assert done.returncode == 1
    assert "stopping after" in done.stdout
    assert done.stdout.count("FAILED") < 9
