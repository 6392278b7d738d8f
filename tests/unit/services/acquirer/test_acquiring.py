"""Files of a provider, from its listing to the collection: the same by FTP, SFTP and HTTP."""

import os
from pathlib import Path

from services.acquirer.state.rows import Status
from shared.roots.posix.control import FETCHED
from tests.unit.services.acquirer.acquiring import Acquirer, Played, acquirer_of

AT_ONCE = "quiet_seconds = 0\n"

BSP = r"path = 'pub/\d{4}/.*\.bsp'" + "\ninto = 'spk'\n"


async def test_what_fits_comes_into_the_collection_and_what_is_new_follows(provider: Played, tmp_path: Path):
    """Directories are entered by pattern, names with blanks, signs and letters are taken, others are not."""
    provider.has(
        {
            "pub/2026/a.bsp": "one",
            "pub/2026/b c+%41é.bsp": "two",
            "pub/2026/a.txt": "text",
            "pub/old/x.bsp": "not",
        }
    )
    async with acquirer_of(tmp_path, provider, BSP + AT_ONCE) as acquirer:
        assert await acquirer.turn() == ""
        assert acquirer.files() == {"spk/a.bsp": "one", "spk/b c+%41é.bsp": "two"}
        provider.has({"pub/2027/n.bsp": "three"})
        (provider.directory / "pub/2026/a.bsp").unlink()
        assert await acquirer.turn() == ""
        assert acquirer.files().keys() == {"spk/a.bsp", "spk/b c+%41é.bsp", "spk/n.bsp"}
        assert set(acquirer.statuses().values()) == {Status.PUBLISHED}
        assert not list((acquirer.root / FETCHED).iterdir())


async def test_a_granule_comes_whole_when_its_files_are_there_and_checked(provider: Played, tmp_path: Path):
    """Label and data are one group; a wrong checksum keeps both away, and a right one lets them in."""
    feed = AT_ONCE + (
        "path = '.*'\ngranule = '(g\\d+)\\..*'\nfiles = [{pattern = '.*\\.dat'}, {pattern = '.*\\.lbl'}]\n"
    )
    provider.has({"g1.dat": "hello world\n", "g1.dat.cksum": "1 12 g1.dat\n"})
    async with acquirer_of(tmp_path, provider, feed) as acquirer:
        await acquirer.turn()
        assert acquirer.one("g1").waits_for == r"a file that fits '.*\\.lbl' is missing"
        provider.has({"g1.lbl": "label"})
        await acquirer.turn()
        _failed(acquirer, "provider", "cksum of g1.dat is 3733384285, its checksum file says 1")
        assert acquirer.files() == {}
        provider.has({"g1.dat.cksum": "3733384285 12 g1.dat\n"})
        acquirer.again()
        await acquirer.turn()
        assert acquirer.files() == {"g1.dat": "hello world\n", "g1.lbl": "label"}
        assert acquirer.one("g1").checked_by == "cksum, size"


def _failed(acquirer: Acquirer, blame: str, words: str) -> None:
    one = acquirer.one("g1")
    assert (one.status, one.blame) == (Status.QUEUED, blame)
    assert words in one.detail
    assert one.conversation


async def test_a_file_is_not_taken_before_it_is_quiet(provider: Played, tmp_path: Path):
    """It grows between two looks, and counts as new then."""
    provider.has({"pub/2026/a.bsp": "o"})
    # lighttpd lists rounded sizes: what grows within a second, by two bytes, looks the same there.
    os.utime(provider.directory / "pub/2026/a.bsp", (1_000_000_000, 1_000_000_000))
    async with acquirer_of(tmp_path, provider, BSP + "quiet_seconds = 3600\n") as acquirer:
        await acquirer.turn()
        assert acquirer.statuses() == {"pub/2026/a.bsp": Status.WAITING}
        before = acquirer.one("pub/2026/a.bsp").signature
        provider.has({"pub/2026/a.bsp": "one"})
        await acquirer.turn()
        assert acquirer.statuses() == {"pub/2026/a.bsp": Status.WAITING}
        assert acquirer.one("pub/2026/a.bsp").signature != before
        assert acquirer.files() == {}


async def test_what_waits_and_is_listed_no_more_waits_for_that(web_provider: Played, tmp_path: Path):
    """Not for the quiet of a file that is gone; when it comes back it is a new one."""
    quiet = "path = '.*'\nquiet_seconds = 3600\n"
    web_provider.has({"a": "1"})
    async with acquirer_of(tmp_path, web_provider, quiet) as acquirer:
        await acquirer.turn()
        assert "has been the same" in acquirer.one("a").waits_for
        (web_provider.directory / "a").unlink()
        await acquirer.turn()
        assert "lists none of its files" in acquirer.one("a").waits_for
        web_provider.has({"a": "1"})
        await acquirer.turn()
        assert "has been the same" in acquirer.one("a").waits_for
