"""The suite as a whole: in which parts it is dealt out, and what each worker need not look at again."""

import gc

import hypothesis
import pytest
from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/e2e/three_sites",)
"""Folders for one worker: in another one their rack would run a second time."""


class ByFileOrFolder(LoadFileScheduling):
    """Deals out files, as `--dist loadfile` does, but keeps the tests of some folders together."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        folder = file.rpartition("/")[0]
        return folder if folder in TOGETHER else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """Return the order of `--dist loadfile` as this suite needs it; other orders stay as they are."""
    return ByFileOrFolder(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_configure() -> None:
    """Let no test fail for being slow, and collect no garbage while tests are collected.

    There is none then, and looking for it took a third of the time.
    """
    hypothesis.settings.register_profile("suite", deadline=None)
    hypothesis.settings.load_profile("suite")
    gc.disable()


def pytest_collection_finish() -> None:
    """Keep thousands of collected tests out of every later collection of garbage: they live to the end."""
    gc.collect()
    gc.freeze()
    gc.enable()
