"""Text for people."""

from datetime import UTC, datetime

import pytest

from shared.contracts.http.files import FileRow
from shared.contracts.http.sites.status import CollectionStatus, SiteStatus, TransferStatus
from shared.model.links import LINK_MODE
from spicerack.commands.history.ls import line_of
from spicerack.commands.sites.status_lines import status_lines
from spicerack.text import aligned, counted, printable, size_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("spk/de440.bsp", "spk/de440.bsp"), ("é", "é"), ("a\nb", "a\\nb"), ("\x1b]0;x\x07", "\\x1b]0;x\\x07")],
)
def test_what_could_command_a_terminal_is_escaped(text, shown):
    """Names are shown as they are, but for characters that are not printable."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (3 * 1024**3, "3.0 GiB")]
)
def test_sizes_have_binary_units(size, shown):
    """Bytes are shown in the largest unit of which there is one."""
    assert size_text(size) == shown


def test_columns_line_up():
    """Every column is as wide as its widest cell, without trailing spaces."""
    assert aligned([("a", "bb", "c"), ("aaa", "b", "")]) == ["a    bb  c", "aaa  b"]


def test_one_of_a_thing_has_no_s():
    """Counts read well."""
    assert (counted(1, "file"), counted(2000, "file")) == ("1 file", "2,000 files")


def test_listing_looks_like_ls():
    """Mode, size, time and path are in columns; a name cannot break its line."""
    row = FileRow(
        path="spk/a\nb",
        kind="file",
        revision=1,
        content="0" * 64,
        size=12,
        mtime=datetime(2026, 1, 1, tzinfo=UTC),
        mode=0o644,
        author="a",
    )
    assert line_of(row) == "-rw-r--r--             12 2026-01-01T00:00:00Z spk/a\\nb"


def test_a_link_is_listed_as_one():
    """By its first letter, as `ls -l` has it; a mode of bits alone is a file's."""
    when = datetime(2026, 1, 1, tzinfo=UTC)
    row = FileRow(
        path="l", kind="file", revision=1, content="0" * 64, size=2, mtime=when, mode=LINK_MODE, author="a"
    )
    assert line_of(row).startswith("lrwxrwxrwx ")
    assert line_of(row.model_copy(update={"mode": 0o600})).startswith("-rw------- ")


def test_status_names_what_needs_a_person():
    """A hold, a problem and an offline site are all seen."""
    rows = (
        SiteStatus(
            name="a",
            online=True,
            state="held",
            revision=1,
            behind=0,
            wanted_bytes=0,
            conflicts=0,
            problems=("disk full",),
            receive_only=True,
            hold="emptied root",
        ),
        SiteStatus(
            name="b",
            online=False,
            state="idle",
            revision=1,
            behind=0,
            wanted_bytes=0,
            conflicts=0,
            problems=(),
            receive_only=False,
            hold=None,
        ),
    )
    transfers = TransferStatus(active=1, sent_bytes=10, control_bytes=20, full_bytes=30)
    status = CollectionStatus(collection="c", revision=1, files=1, bytes=5, sites=rows, transfers=transfers)
    text = "\n".join(status_lines(status))
    assert "c at revision 1: 1 file, 5 B" in text
    assert "held, receive only" in text
    assert "offline" in text
    assert "a is held: emptied root (`spicerack site release a`)" in text
    assert "a: disk full" in text
