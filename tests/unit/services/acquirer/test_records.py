"""Delivery records say which files are a granule, when it is whole, and what its bytes come to."""

from hashlib import md5
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.acquirer.feeds.read_file import AcquirerFileError, read_acquirer_file
from services.acquirer.fetch.sidecar import Checksum
from services.acquirer.records.record import Terms, parse_record
from services.acquirer.records.statements import RecordError
from services.acquirer.state.rows import Status
from tests.unit.services.acquirer.acquiring import Played, acquirer_of

FEED = "path = 'data/.*'\nrecords = 'pdr/.*\\.PDR'\ninto = 'in'\n"


def spec(
    name: str, data: str, *, directory: str = "/data", checksum: bool = True, size: int | None = None
) -> str:
    """Return what a record says of a file."""
    sums = (
        f'FILE_CKSUM_TYPE = MD5;\nFILE_CKSUM_VALUE = "{md5(data.encode()).hexdigest()}";' if checksum else ""
    )
    return (
        f"OBJECT = FILE_SPEC;\n  DIRECTORY_ID = {directory};\n  FILE_ID = {name};\n  FILE_TYPE = SCIENCE;\n"
        f"  FILE_SIZE = {len(data) if size is None else size};\n{sums}\nEND_OBJECT = FILE_SPEC;\n"
    )


def record(*groups: str, count: int | None = None) -> str:
    """Return a whole record."""
    said = sum(group.count("= FILE_SPEC;\n  DIR") for group in groups) if count is None else count
    inner = "".join(
        f'OBJECT = FILE_GROUP;\n DATA_TYPE = "MOD09"; DATA_VERSION = 005;\n{group}END_OBJECT = FILE_GROUP;\n'
        for group in groups
    )
    head = "ORIGINATING_SYSTEM = LAB;\n/* by hand */\nTOTAL_FILE_COUNT = {};\n"
    return head.format(said) + "EXPIRATION_TIME = 2026-12-01T00:00:00Z;\n" + inner + "END;\n"


def test_a_record_names_groups_of_files_with_sizes_and_checksums():
    """Its directories begin with the path of the provider's address, or below it."""
    text = record(spec("a.hdf", "1") + spec("a.xml", "22"), spec("b.hdf", "3", checksum=False))
    first, second = parse_record(text.encode(), base="/").groups
    assert [(one.path, one.size) for one in first] == [("data/a.hdf", 1), ("data/a.xml", 2)]
    assert first[0].checksum == Checksum("md5", md5(b"1").hexdigest(), "record")
    assert second[0].checksum is None
    (group,) = parse_record(record(spec("a", "1", directory="/pub/data/")).encode(), base="/pub/").groups
    assert group[0].path == "data/a"
    short = text.replace(";", "").replace("END_OBJECT = FILE_SPEC", "END_OBJECT").encode()
    assert parse_record(short, base="/").groups == (first, second)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (record(spec("a", "1"))[:-5].replace("TOTAL_FILE_COUNT = 1;", ""), "neither END nor TOTAL_FILE"),
        (record(spec("a", "1"), spec("b", "2")).rpartition("OBJECT = FILE_GROUP;\n DATA")[0], "says 2 files"),
        (record(spec("a", "1"))[:-22], "has no end"),
        (record(spec("a", "1")).replace("END_OBJECT = FILE_GROUP;", ""), "FILE_GROUP has no end"),
        (record(spec("a", "1"), count=2), "TOTAL_FILE_COUNT says 2 files, and 1 are named"),
        (record(spec("a", "1") * 2), "named twice"),
        (record(spec("../../etc/passwd", "1")), "line .* is no path"),
        (record(spec("a", "1").replace("FILE_SIZE = 1", "FILE_SIZE = -1")), "is no number"),
        (record(spec("a", "1").replace("= MD5", "= CRC")), "no checksum of ours"),
        (record(spec("a", "1").replace("FILE_CKSUM_TYPE = MD5;", "")), "come together"),
        (record(spec("a", "1").replace("FILE_ID = a;", "")), "has no FILE_ID"),
        (record(spec("a", "1", checksum=False).replace("SIZE = 1", "SIZE = 1; FILE_SIZE = 2")), "said twice"),
        ("END;", "names no file"),
        ("<html>not found</html>", "line 1: no statement of PVL"),
        ("", "neither END"),
        ("OBJECT = FILE_SPEC;\nEND;", "stands in a FILE_GROUP"),
        ("END_OBJECT = FILE_SPEC;\nEND;", "ends what was not begun"),
        ("A = 1;\n/* never ends", "line 1: no statement"),
    ],
)
def test_what_is_no_whole_record_is_refused_with_words(text, words):
    """Half of one is never taken for a small one."""
    with pytest.raises(RecordError, match=words):
        parse_record(text.encode())


def test_a_record_without_end_is_whole_where_it_names_as_many_files_as_it_says():
    """Records of several providers end with their last group."""
    text = record(spec("a.hdf", "1"))
    assert parse_record(text.removesuffix("END;\n").encode()) == parse_record(text.encode())


@given(st.text(alphabet='AB_=;"\n/* ENDOBJCT1', max_size=300))
def test_any_text_is_a_record_or_refused(text):
    """Nothing else is raised."""
    try:
        parse_record(text.encode())
    except RecordError:
        return


def test_long_texts_without_statements_are_refused_at_once():
    """The time is linear in the text: each of these would take minutes otherwise."""
    for text in ("/*" * 500_000, "A" * 1_000_000 + "!", 'A = "' + "x" * 1_000_000, " " * 1_000_000 + "!"):
        with pytest.raises(RecordError):
            parse_record(text.encode())


async def test_a_granule_waits_until_all_that_its_record_names_is_there(provider: Played, tmp_path: Path):
    """Files that no record names are passed over; what comes is checked by the sums of the record."""
    whole = record(spec("a.hdf", "1") + spec("a.xml", "22"), spec("b.hdf", "3", checksum=False))
    provider.has({"data/a.hdf": "1", "data/b.hdf": "3", "data/other": "x", "pdr/one.PDR": whole})
    async with acquirer_of(tmp_path, provider, FEED) as acquirer:
        await acquirer.turn()
        assert acquirer.statuses() == {"data/b.hdf": Status.PUBLISHED, "pdr/one.PDR#1": Status.WAITING}
        assert acquirer.one("pdr/one.PDR#1").waits_for == "data/a.xml is missing, which pdr/one.PDR names"
        provider.has({"data/a.xml": "22"})
        await acquirer.turn()
        assert acquirer.files() == {"in/a.hdf": "1", "in/a.xml": "22", "in/b.hdf": "3"}
        assert acquirer.one("pdr/one.PDR#1").checked_by == "md5"
        assert acquirer.one("data/b.hdf").checked_by == "size"


async def test_bytes_that_are_not_those_of_the_record_are_the_providers_fault(
    provider: Played, tmp_path: Path
):
    """Neither other bytes of the same size nor more of them come into the collection."""
    said = record(spec("a", "1"), spec("b", "2", size=7))
    provider.has({"data/a": "X", "data/b": "2", "pdr/one.PDR": said})
    async with acquirer_of(tmp_path, provider, FEED) as acquirer:
        await acquirer.turn()
        one = acquirer.one("data/a")
        assert (one.blame, "its record says" in one.detail) == ("provider", True)
        other = acquirer.one("data/b")
        assert "7" in other.waits_for or "its record says 7" in other.detail
        assert acquirer.files() == {}


async def test_a_record_that_cannot_be_read_is_shown_until_it_is_mended(web_provider: Played, tmp_path: Path):
    """Half of one that is still written is no granule; the whole one is read when it has come."""
    whole = record(spec("a", "1"))
    web_provider.has({"data/a": "1", "pdr/one.PDR": whole[:-9]})
    async with acquirer_of(tmp_path, web_provider, FEED) as acquirer:
        await acquirer.turn()
        assert acquirer.statuses() == {"pdr/one.PDR": Status.WAITING}
        assert "the record cannot be read" in acquirer.one("pdr/one.PDR").waits_for
        web_provider.has({"pdr/one.PDR": whole})
        await acquirer.turn()
        assert acquirer.statuses() == {"data/a": Status.PUBLISHED}


async def test_a_later_record_counts_for_a_file_that_is_delivered_again(web_provider: Played, tmp_path: Path):
    """The older one keeps naming what is no longer there, and changes nothing."""
    web_provider.has({"data/a": "1", "pdr/one.PDR": record(spec("a", "1"))})
    async with acquirer_of(tmp_path, web_provider, FEED + "duplicates = 'replace'\n") as acquirer:
        await acquirer.turn()
        web_provider.has({"data/a": "22", "pdr/two.PDR": record(spec("a", "22"))})
        await acquirer.turn()
        await acquirer.turn()
        assert acquirer.files() == {"in/a": "22"}
        assert acquirer.statuses() == {"data/a": Status.PUBLISHED}


def test_what_a_record_says_is_not_said_by_the_feed_as_well(tmp_path: Path):
    """The setting is named."""
    file = tmp_path / "acquirer.toml"
    feed = "[feeds.f]\nprovider = 'p'\npath = 'a'\nrecords = 'r'\nmarker = '.done'\n"
    file.write_text("[providers.p]\nurl = 'ftp://host/'\n" + feed)
    with pytest.raises(AcquirerFileError, match="marker: records say"):
        read_acquirer_file(file)


def test_groups_of_other_data_types_are_passed_over_and_other_hosts_refused():
    """One record may be of several collections; its files are on a host that the feed knows."""
    text = record(spec("a", "1"), spec("b", "2")).replace('"MOD09"', '"MYD09"', 1)
    found = parse_record(text.encode(), terms=Terms(data_types=frozenset(("MOD09",))))
    assert [one.path for group in found.groups for one in group] == ["data/b"]
    named = text.replace("DATA_VERSION", "NODE_NAME = Files.example.org; DATA_VERSION")
    ours, others = (Terms(nodes=frozenset((name,))) for name in ("files.example.org", "other.org"))
    assert len(parse_record(named.encode(), terms=ours).groups) == 2
    with pytest.raises(RecordError, match="NODE_NAME") as refused:
        parse_record(named.encode(), terms=others)
    assert refused.value.disposition == "INVALID NODE NAME"
