"""Files and directories that change places, links that come and go, and moves, at three sites at once.

These are the mutations that peers keep switched off in their own tests as failing.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from blake3 import blake3

from tests.e2e.harness import FULL_SCALE, Rack
from tests.faults.settling import recover

SITES = ("a", "b", "c")
PATHS = ("x", "y", "d/x", "d/y", "d/e/z", "f/g", "f/h/i", "x/below", "y/below/more")
ROUNDS = 200 if FULL_SCALE else 20
TOGETHER = 10
"""Rounds between two times at which all must be the same."""

SETTINGS = {"SPICERACK_BRAKE_FILES": "100000", "SPICERACK_RESTART_SECONDS": "1"}
"""People who delete half of a small tree again and again are not held up."""


class Mutators:
    """People at all sites, who do not know of each other."""

    def __init__(self, rack: Rack, seed: int) -> None:
        self._rack = rack
        self._random = random.Random(seed)
        self._count = 0

    def act(self) -> None:
        """Do something at each site; what cannot be done there now is left."""
        for site in SITES:
            root, path = self._rack[site], self._random.choice(PATHS)
            acts: tuple[Callable[[Path, str], None], ...] = (
                self._write,
                self._write,
                self._turn_over,
                self._link,
                self._move,
                self._remove,
            )
            with suppress(OSError):
                self._random.choice(acts)(root, path)

    def _write(self, root: Path, path: str) -> None:
        self._count += 1
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        target, new = root / path, root.parent / "desk"
        new.write_text(f"{root.name} {self._count}\n" * self._random.randrange(1, 200))
        new.replace(target)

    def _turn_over(self, root: Path, path: str) -> None:
        """Make a directory of a file, or a file of a directory."""
        if (root / path).is_dir():
            shutil.rmtree(root / path)
            self._write(root, path)
        else:
            (root / path).unlink(missing_ok=True)
            self._write(root, f"{path}/{self._random.choice('pq')}")

    def _link(self, root: Path, path: str) -> None:
        """Put a link in the place of what stands there, or take one away."""
        if (root / path).is_symlink():
            (root / path).unlink()
            return
        self._remove(root, path)
        (root / path).symlink_to(self._random.choice(("nowhere", "x", "../outside")))

    def _move(self, root: Path, path: str) -> None:
        (root / path).rename(root / self._random.choice(PATHS))

    def _remove(self, root: Path, path: str) -> None:
        if (root / path).is_dir() and not (root / path).is_symlink():
            shutil.rmtree(root / path)
        else:
            (root / path).unlink(missing_ok=True)

    def unlink_all(self) -> None:
        """Take the links away: sites report them, and what is below them waits."""
        for site in SITES:
            for path in self._rack[site].rglob("*"):
                if path.is_symlink():
                    path.unlink()


def standing(rack: Rack) -> set[str]:
    """Return the contents that stand at any site."""
    return {
        blake3(path.read_bytes()).hexdigest()
        for site in SITES
        for path in rack[site].rglob("*")
        if ".spicerack" not in path.parts and path.is_file() and not path.is_symlink()
    }


def accepted(rack: Rack) -> tuple[set[str], set[str]]:
    """Return the contents that the log ever had, and those that it has now."""
    (database,) = rack.state.rglob("manager-a/site.db")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        ever = {row[0] for row in connection.execute("SELECT content FROM history WHERE kind = 'file'")}
        live = {row[0] for row in connection.execute("SELECT content FROM tree WHERE kind = 'file'")}
    return ever | live, live


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_files_that_become_directories_links_and_moves_always_converge(tmp_path, seed):
    """With processes that are killed meanwhile. What stood when people stopped is in the log, and what the
    log has stands at every site; all else was superseded by a change that somebody made.
    """
    (tmp_path / "outside").write_text("nobody's\n")
    rack = Rack(tmp_path, *SITES, settings=SETTINGS)
    people, chance = Mutators(rack, seed), random.Random(seed)
    with rack.running():
        for number in range(ROUNDS):
            people.act()
            if number % TOGETHER != TOGETHER - 1:
                continue
            victim = chance.choice([f"{kind}-{site}" for kind in ("manager", "transfer") for site in SITES])
            rack.kill(chance.choice([victim, "orchestrator"]))
            people.act()
            people.unlink_all()
            stood = standing(rack)
            recover(rack)
            rack.synced()
            ever, live = accepted(rack)
            assert stood <= ever, f"round {number}: what stood there is not in the log: {stood - ever}"
            assert live <= standing(rack), f"round {number}: what the log has stands nowhere"
        assert (tmp_path / "outside").read_text() == "nobody's\n"
