"""Random trouble of a rack in a cluster, and a ledger of what people did meanwhile."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tests.kubernetes.harness import USER, Rack
from tests.kubernetes.times import kind

PAUSES = (2.0, 12.0)
"""Seconds between two strikes, at least and at most: some meet what has not come back from the last."""
CHANGES = 3
"""Of people, between two strikes."""
FILES = 40
"""Of the people of each site: most changes replace one."""


class Trouble:
    """Ends pods of any kind, in any way.

    Args:
        rack: whose pods.
        source: what draws them.
    """

    def __init__(self, rack: Rack, source: Random) -> None:
        self._rack, self._source = rack, source
        self.struck: dict[str, int] = {}
        self._ways: tuple[tuple[str, ...], ...] = (
            ("--wait=false",),
            ("--wait=false", "--force", "--grace-period=0"),
            ("--wait=false", "--grace-period=1"),
        )

    def strike(self) -> None:
        """End one pod, of a kind that is drawn first: there are as many of each as of any."""
        pods = [pod for pod in self._rack.pods() if pod["status"]["phase"] == "Running"]
        drawn = self._source.choice(sorted({kind(pod) for pod in pods}))
        pod = self._source.choice([one for one in pods if kind(one) == drawn])
        how = self._source.choice(self._ways)
        self._rack.ask("delete", "pod", "--ignore-not-found", *how, pod["metadata"]["name"])
        self.struck[drawn] = self.struck.get(drawn, 0) + 1

    def go_on(self, seconds: float, meanwhile: Callable[[], None]) -> None:
        """Strike again and again for some time; do something else before each."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            meanwhile()
            self.strike()
            time.sleep(self._source.uniform(*PAUSES))


class Ledger:
    """What people have written, replaced and deleted, each site's in a folder of its own.

    Args:
        places: the files of each site.
        source: what draws the changes.
    """

    def __init__(self, places: dict[str, Path], source: Random) -> None:
        self._places, self._source = places, source
        self._meant: dict[str, bytes] = {}
        for site, place in places.items():
            _make(place / f"of-{site}")

    def change(self) -> None:
        """Have people at each site change something."""
        for site, place in self._places.items():
            for _ in range(CHANGES):
                self._change(site, place)

    def _change(self, site: str, place: Path) -> None:
        path = f"of-{site}/{self._source.randrange(FILES)}.txt"
        if path in self._meant and self._source.random() < 0.1:
            del self._meant[path]
            (place / path).unlink()
            return
        self._meant[path] = self._source.randbytes(self._source.choice((0, 100, 100_000)))
        (place / path).write_bytes(self._meant[path])
        os.chown(place / path, USER, USER)

    def differs(self) -> Sequence[str]:
        """Return what is not as people meant it, at any site."""
        return [
            f"{path} at {site}"
            for site, place in self._places.items()
            for path in sorted({*self._meant, *_below(place, [f"of-{one}" for one in self._places])})
            if _content(place / path) != self._meant.get(path)
        ]


def _make(directory: Path) -> None:
    directory.mkdir()
    os.chown(directory, USER, USER)


def _below(place: Path, folders: Sequence[str]) -> set[str]:
    return {str(one.relative_to(place)) for folder in folders for one in (place / folder).glob("*")}


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None
