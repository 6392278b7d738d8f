"""The suite as a whole: in which parts it is dealt out, and what each worker need not look at again."""

import gc

import hypothesis
import pytest
from xdist.scheduler import LoadFileScheduling

from tests.suite.forks import Forks

TOGETHER = ("tests/e2e/three_sites",)
"""Folders for one worker: in another one their rack would run a second time."""


def file_or_folder(nodeid: str) -> str:
    """Return what a test is dealt out with: its file, or one of the folders that stay together."""
    file = nodeid.split("::", 1)[0]
    folder = file.rpartition("/")[0]
    return folder if folder in TOGETHER else file


class ByFileOrFolder(LoadFileScheduling):
    """Deals out files, as `--dist loadfile` does, but keeps the tests of some folders together."""

    def _split_scope(self, nodeid: str) -> str:
        return file_or_folder(nodeid)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what deals the tests out to forked processes (`tests.suite.forks`)."""
    parser.addoption("--forks", type=int, default=0, help="run the tests in so many forked processes")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """Return the order of `--dist loadfile` as this suite needs it; other orders stay as they are."""
    return ByFileOrFolder(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_configure(config: pytest.Config) -> None:
    """Let no test fail for being slow, and collect no garbage while tests are collected.

    There is none then, and looking for it took a third of the time.
    """
    if config.getoption("forks") > 1:
        config.pluginmanager.register(Forks(config.getoption("forks"), file_or_folder))
    hypothesis.settings.register_profile("suite", deadline=None)
    hypothesis.settings.load_profile("suite")
    gc.disable()


def pytest_collection_finish() -> None:
    """Keep thousands of collected tests out of every later collection of garbage: they live to the end."""
    gc.collect()
    gc.freeze()
    gc.enable()
