"""Providers that deliver by records are told the end of each, as their programs read it."""

from contextlib import closing
from pathlib import Path

import pytest

from services.acquirer.feeds.read_file import AcquirerFileError
from services.acquirer.state.rows import Status
from shared.catalog.store.database import open_database
from tests.unit.services.acquirer.acquiring import Acquirer, Played, acquirer_of
from tests.unit.services.acquirer.test_records import record, spec

FEED = "path = 'data/.*'\nrecords = 'pdr/.*\\.PDR'\ninto = 'in'\nacknowledge_in = 'pan'\n"


WRITABLE = pytest.mark.parametrize("server", ["vsftpd", "proftpd", "openssh"], indirect=True, scope="module")


@pytest.fixture
def writable(provider: Played) -> Played:
    """A directory of a provider that may be written."""
    provider.has({"pan/.keep": ""})
    (provider.directory / "pan").chmod(0o777)
    return provider


def told(played: Played) -> dict[str, list[str]]:
    """Return what lies in the provider's directory of acknowledgements, each as its lines without times."""
    found = (path for path in (played.directory / "pan").iterdir() if path.name != ".keep")
    return {
        path.name: [line for line in path.read_text().splitlines() if "TIME_STAMP" not in line]
        for path in found
    }


def have_rested(acquirer: Acquirer) -> None:
    """Have the records have been read long ago."""
    with closing(open_database(acquirer.context.database)) as database:
        database.execute("UPDATE records SET read_at = 0")


@WRITABLE
async def test_a_provider_is_told_once_that_all_of_a_record_came(writable: Played, tmp_path: Path):
    """In the short form; a version of the record that comes later is one more."""
    writable.has({"data/a": "1", "pdr/one.PDR": record(spec("a", "1"))})
    async with acquirer_of(tmp_path, writable, FEED) as acquirer:
        await acquirer.turn()
        assert told(writable) == {}
        await acquirer.turn()
        assert told(writable) == {"one.PAN": ["MESSAGE_TYPE = SHORTPAN;", 'DISPOSITION = "SUCCESSFUL";']}
        (writable.directory / "pan/one.PAN").unlink()
        await acquirer.turn()
        assert told(writable) == {}
        writable.has({"data/b": "22", "pdr/one.PDR": record(spec("a", "1"), spec("b", "22"))})
        await acquirer.turn()
        await acquirer.turn()
        assert list(told(writable)) == ["one.PAN"]


@WRITABLE
async def test_where_files_end_differently_each_is_named_as_the_record_has_it(
    writable: Played, tmp_path: Path
):
    """The long form: programs look the files up in their record."""
    bad = spec("b", "2").replace("c81e", "0000")
    writable.has({"data/a": "1", "data/b": "2", "pdr/one.PDR": record(spec("a", "1"), bad)})
    async with acquirer_of(tmp_path, writable, FEED, tries=1) as acquirer:
        await acquirer.turn()
        await acquirer.turn()
        assert acquirer.one("data/b").status is Status.FAILED
        assert told(writable)["one.PAN"] == [
            "MESSAGE_TYPE = LONGPAN;",
            "NO_OF_FILES = 2;",
            "FILE_DIRECTORY = /data;",
            "FILE_NAME = a;",
            'DISPOSITION = "SUCCESSFUL";',
            "FILE_DIRECTORY = /data;",
            "FILE_NAME = b;",
            'DISPOSITION = "CHECKSUM VERIFICATION FAILURE";',
        ]


@WRITABLE
async def test_a_record_whose_time_is_over_is_told_what_never_came(writable: Played, tmp_path: Path):
    """Before that it is waited for."""
    text = record(spec("a", "1"), spec("never", "2"))
    writable.has({"data/a": "1", "pdr/one.PDR": text.replace("2026-12-01", "2096-12-01")})
    async with acquirer_of(tmp_path, writable, f"{FEED}acknowledge_files = true\n") as acquirer:
        await acquirer.turn()
        await acquirer.turn()
        assert told(writable) == {}
        writable.has({"pdr/one.PDR": "/* late */" + text.replace("2026-12-01", "2020-12-01")})
        await acquirer.turn()
        assert 'DISPOSITION = "ALL FILE GROUPS/FILES NOT FOUND";' in told(writable)["one.PAN"]


@WRITABLE
async def test_a_record_that_cannot_be_read_is_refused_once_it_rests(writable: Played, tmp_path: Path):
    """It may be on its way yet; what replaces it is acknowledged as any other."""
    writable.has({"data/a": "1", "pdr/one.PDR": record(spec("a", "1"), count=2)})
    async with acquirer_of(tmp_path, writable, FEED) as acquirer:
        await acquirer.turn()
        assert told(writable) == {}
        have_rested(acquirer)
        await acquirer.turn()
        refused = ["MESSAGE_TYPE = SHORTPDRD;", 'DISPOSITION = "INVALID FILE COUNT";']
        assert told(writable) == {"one.PDRD": refused}
        writable.has({"pdr/one.PDR": "/* mended */" + record(spec("a", "1"))})
        await acquirer.turn()
        await acquirer.turn()
        assert set(told(writable)) == {"one.PDRD", "one.PAN"}


@WRITABLE
async def test_what_cannot_be_written_is_tried_at_the_next_look(writable: Played, tmp_path: Path):
    """The look itself is as good as ever."""
    writable.has({"data/a": "1", "pdr/one.PDR": record(spec("a", "1")), "file": ""})
    feed = FEED.replace("'pan'", "'file/below'")
    async with acquirer_of(tmp_path, writable, feed) as acquirer:
        await acquirer.turn()
        assert await acquirer.look() == ""
        assert acquirer.files() == {"in/a": "1"}
    async with acquirer_of(tmp_path, writable, FEED) as acquirer:
        await acquirer.turn()
        assert list(told(writable)) == ["one.PAN"]


async def test_nothing_can_be_told_to_a_web_server(web_provider: Played, tmp_path: Path):
    """The file is refused, and so are words of records without records."""
    with pytest.raises(AcquirerFileError, match="acknowledge_in: nothing is written to web servers"):
        async with acquirer_of(tmp_path, web_provider, FEED):
            raise AssertionError
    with pytest.raises(AcquirerFileError, match="data_types: it is of records"):
        async with acquirer_of(tmp_path, web_provider, "path = '.*'\ndata_types = ['A']\n"):
            raise AssertionError
