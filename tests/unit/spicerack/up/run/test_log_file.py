"""The log of one process."""

import os

from spicerack.up.run.log_file import LINE_CHARACTERS_MAX, LOG_BYTES_MAX, last_line, open_log


def write(path, data: bytes) -> None:
    """Write to a log as one process does."""
    descriptor = open_log(path)
    os.write(descriptor, data)
    os.close(descriptor)


def test_log_is_appended_to(tmp_path):
    """A restart keeps what was written before."""
    write(tmp_path / "logs" / "x.log", b"one\n")
    write(tmp_path / "logs" / "x.log", b"two\n")
    assert (tmp_path / "logs" / "x.log").read_bytes() == b"one\ntwo\n"


def test_large_log_is_set_aside(tmp_path):
    """A log over the bound begins anew; one earlier log is kept."""
    path = tmp_path / "x.log"
    with path.open("wb") as log:
        log.truncate(LOG_BYTES_MAX + 1)
    write(path, b"new\n")
    assert path.read_bytes() == b"new\n"
    assert (tmp_path / "x.log.1").stat().st_size == LOG_BYTES_MAX + 1


def test_last_line_skips_empty_ones_and_is_bounded(tmp_path):
    """The last line with text is found in any log, cut to one screen line."""
    write(tmp_path / "x", b"a\n" * 100_000 + b"\xff" + b"b" * 1000 + b"\n\n")
    assert last_line(tmp_path / "x") == "\N{REPLACEMENT CHARACTER}" + "b" * (LINE_CHARACTERS_MAX - 1)


def test_last_line_does_not_look_before_the_last_start(tmp_path):
    """What an earlier process wrote is not taken for the words of this one."""
    write(tmp_path / "x", b"earlier\n")
    assert last_line(tmp_path / "x", after=len(b"earlier\n")) == ""


def test_missing_log_has_no_last_line(tmp_path):
    """Nothing was written, nothing is said."""
    assert last_line(tmp_path / "gone") == ""
