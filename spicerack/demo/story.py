"""The story, chapter by chapter. Each says what it does, does it, and says what came of it."""

import random
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from spicerack.demo import kernels
from spicerack.demo.rack import SITES, Rack
from spicerack.errors import CommandError
from spicerack.text import size_text

SPK = Path("spk/orbiter.bsp")
LEAPSECONDS = Path("lsk/latest_leapseconds.tls")
FRAMES = Path("fk/earth_assoc_itrf93.tf")
META = Path("mk/orbiter.tm")
NOTES = Path("doc/notes.txt")
IMAGE = Path("dsk/shape.bin")
DAYS = 12
IMAGE_BYTES = 96 * 1024 * 1024
SEED = 20261121


class Story:
    """Tells, and does what it tells."""

    def __init__(self, rack: Rack, console: Console) -> None:
        self._rack = rack
        self._console = console
        self._here, self._there, self._far = SITES

    def tell(self) -> None:
        """Tell all of it.

        Raises:
            CommandError: something did not come out as told.
        """
        chapters: tuple[Callable[[], None], ...] = (
            self._first_sync,
            self._appended_day,
            self._new_leapsecond,
            self._two_edits_at_once,
            self._vanished_root,
            self._killed_in_transfer,
            self._the_same_everywhere,
        )
        for number, chapter in enumerate(chapters, start=1):
            title = (chapter.__doc__ or "").splitlines()[0]
            self._console.print(f"\n[bold]{number}. {title}[/bold]", soft_wrap=True)
            chapter()

    def _first_sync(self) -> None:
        """Kernels at one site come to be at all three."""
        root = self._root(self._here)
        for path in (SPK, LEAPSECONDS, FRAMES, META, NOTES):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
        kernels.write_spk(root / SPK, days=DAYS)
        kernels.write_older_leapseconds(root / LEAPSECONDS)
        kernels.write_frames(root / FRAMES)
        kernels.write_meta_kernel(root / META, [str(LEAPSECONDS), str(FRAMES), str(SPK)])
        (root / NOTES).write_text("notes on the orbiter\n")
        self._say(f"{self._here} has an SPK of {DAYS} days written with CSPICE, text kernels, a meta-kernel")
        self._sync()

    def _appended_day(self) -> None:
        """A day is appended to the SPK, and little more than that day travels."""
        before = self._rack.status().transfers.sent_bytes
        path = self._root(self._here) / SPK
        kernels.append_day(path, day=DAYS)
        self._sync()
        sent = self._rack.status().transfers.sent_bytes - before
        self._say(f"sent {size_text(sent)} for a file of {size_text(path.stat().st_size)} at two sites")

    def _new_leapsecond(self) -> None:
        """A leap second is announced: the new kernel replaces the old one everywhere, whole or not at all."""
        kernels.write_leapseconds(self._root(self._there) / LEAPSECONDS)
        self._sync()
        current = "2017-JAN-1" in (self._root(self._far) / LEAPSECONDS).read_text()
        self._demand(current, f"{self._far} knows the leap second of 2017", "the new kernel did not arrive")

    def _two_edits_at_once(self) -> None:
        """Two people edit one file at the same time, and neither loses a word."""
        words = {site: f"notes on the orbiter\nadded at {site}\n" for site in (self._here, self._there)}
        for site, text in words.items():
            (self._root(site) / NOTES).write_text(text)
        self._sync()
        copies = sorted((self._root(self._far) / NOTES).parent.glob(f"{NOTES.name}*"))
        kept = {copy.read_text() for copy in copies}
        self._demand(kept == set(words.values()), "both versions are at every site:", "an edit was lost")
        for copy in copies:
            self._say(f"  {copy.relative_to(self._root(self._far))}")

    def _vanished_root(self) -> None:
        """A disk is unmounted, and that is not taken for a deletion."""
        root = self._root(self._far)
        away = root.with_name("unmounted")
        files = self._rack.files()
        root.rename(away)
        root.mkdir()
        self._rack.wait("the site is held", lambda: self._rack.site(self._far).state == "held", seconds=90)
        self._say(f"{self._rack.site(self._far).hold}")
        self._demand(self._rack.files() == files, "nothing was deleted anywhere", "files are missing")
        root.rmdir()
        away.rename(root)
        self._rack.wait("the site goes on", lambda: self._rack.site(self._far).state != "held", seconds=90)
        self._say("the disk is back, and the site goes on by itself")

    def _killed_in_transfer(self) -> None:
        """A service is killed in the middle of a transfer."""
        path = self._root(self._here) / IMAGE
        path.parent.mkdir()
        path.write_bytes(random.Random(SEED).randbytes(IMAGE_BYTES))
        victim = f"transfer-{self._there}"
        starts = self._rack.starts(victim)
        self._rack.wait("the transfer begins", lambda: self._rack.status().transfers.active > 0)
        self._rack.kill(victim)
        self._say(f"killed {victim} while {size_text(IMAGE_BYTES)} were on their way")
        self._rack.wait("it is started again", lambda: self._rack.starts(victim) > starts)
        self._sync()

    def _the_same_everywhere(self) -> None:
        """In the end every site holds the same, byte for byte."""
        differences = self._rack.differences()
        self._demand(
            not differences, f"{self._rack.files()} files are equal at all sites", "; ".join(differences)
        )

    def _root(self, site: str) -> Path:
        return self._rack.root(site)

    def _sync(self) -> None:
        self._rack.sync()
        status = self._rack.status()
        self._say(f"in sync: {status.files} files, {size_text(status.bytes)}, revision {status.revision}")

    def _demand(self, holds: bool, told: str, otherwise: str) -> None:
        if not holds:
            raise CommandError(f"the demo failed: {otherwise}")
        self._say(told)

    def _say(self, text: str) -> None:
        self._console.print(f"   {text}", highlight=False, soft_wrap=True)
