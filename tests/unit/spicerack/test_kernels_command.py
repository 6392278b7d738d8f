"""`spicerack kernels show`: kernels on this host, for people and for programs."""

import json
from pathlib import Path

import pytest

from shared.spice.coverage.model import Coverage, Scale, Subject
from spicerack.commands.science.kernel_files import open_file
from spicerack.commands.science.kernels import show
from spicerack.commands.science.lines.kernel_lines import COVERED, GAP, PARTLY, coverage_lines, timeline
from spicerack.errors import CommandError
from tests.kernels.made import DAY, made


def _files(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(made(name))
    return [folder / name for name in names]


def _shown(paths: list[Path], *, as_json: bool = False) -> str:
    written: list[str] = []
    show(paths, as_json=as_json, write=written.append)
    return "".join(written)


def test_a_person_sees_kind_completeness_and_a_timeline_of_each_body(tmp_path: Path) -> None:
    """Without leap seconds times are TDB; gaps are counted and seen."""
    lines = _shown(_files(tmp_path, "craft_v1.bsp")).splitlines()

    assert lines[0].endswith("craft_v1.bsp: spk (daf), complete, 4 segments")
    assert lines[1].startswith("  body -999")
    assert GAP in lines[1]
    assert "2000-01-01T12:00:00.000001 TDB" in lines[1]
    assert lines[1].endswith("1 gap")


def test_leap_seconds_and_clocks_among_the_files_turn_times_into_utc(tmp_path: Path) -> None:
    """A CK alone is told in ticks, beside its clock and the leap seconds in UTC."""
    [ck, lsk, sclk] = _files(tmp_path, "craft_v1.bc", "naif9.tls", "craft_9.tsc")

    assert "tick 10000000.000" in _shown([ck])
    assert "needs the clock -999 and leap seconds" in _shown([ck])
    line = _shown([ck, lsk, sclk]).splitlines()[1]
    assert "tick" not in line
    assert line.count("Z") == 2


def test_programs_get_every_interval_in_json(tmp_path: Path) -> None:
    """JSON has kinds, problems, intervals, and what else is told; UTC where it is known."""
    told = json.loads(_shown(_files(tmp_path, "craft_v1.bsp", "naif9.tls", "craft_v1.tm"), as_json=True))
    spk, _, meta = told["kernels"]

    assert (spk["kind"], spk["completeness"], spk["broken"]) == ("spk", "complete", False)
    assert spk["coverage"][0]["intervals"] == [[0.0, 2 * DAY], [3 * DAY, 4 * DAY]]
    assert spk["coverage"][0]["utc"][0][0] == "2000-01-01T11:58:55.816074Z"
    assert meta["members"] == ["a.bsp"]


def test_a_broken_kernel_is_told_and_the_command_fails(tmp_path: Path) -> None:
    """What is wrong is shown, and the exit code says so to a script."""
    (tmp_path / "cut.bsp").write_bytes(made("craft_v1.bsp")[:5000])
    written: list[str] = []

    with pytest.raises(CommandError, match="broken: 1 of 1 kernel"):
        show([tmp_path / "cut.bsp"], as_json=False, write=written.append)

    assert "broken: truncated: 5000 of at least" in "".join(written)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A folder and a name that is not there end the command with its name."""
    for path in (tmp_path, tmp_path / "none.bsp"):
        with pytest.raises(CommandError, match="is no file"):
            show([path], as_json=False, write=lambda _: None)


def test_a_hostile_kernel_cannot_harm_the_terminal(tmp_path: Path) -> None:
    """Names and texts of a kernel are escaped."""
    path = tmp_path / "a\x1b[31m.tm"
    path.write_bytes(b"KPL/MK\n\\begindata\nKERNELS_TO_LOAD = ( '\x1b]0;x\x07.bsp' )\n")
    assert all(line.isprintable() for line in _shown([path]).splitlines())


def test_a_file_is_read_in_any_order_and_to_its_end(tmp_path: Path) -> None:
    """The reader keeps the contract of its port."""
    path = tmp_path / "f"
    path.write_bytes(b"0123456789")
    with open_file(path) as file:
        assert (file.size, file.read_at(8, 100), file.read_at(0, 3), file.read_at(50, 1)) == (
            10,
            b"89",
            b"012",
            b"",
        )


def test_timelines_show_covered_partly_and_gaps() -> None:
    """An instant is seen, and what is covered in part is told apart."""
    assert timeline([(0.0, 5.0)], 0.0, 10.0, width=10) == COVERED * 5 + GAP * 5
    assert timeline([(0.0, 5.5)], 0.0, 10.0, width=10) == COVERED * 5 + PARTLY + GAP * 4
    assert timeline([(2.5, 2.5)], 0.0, 10.0, width=10) == GAP * 2 + PARTLY + GAP * 7
    assert timeline([(1.0, 1.0)], 1.0, 1.0) == COVERED


def test_timelines_leave_out_what_lies_beyond_their_ends() -> None:
    """A kernel covers years, and an hour of them is looked at; a broken one claims all of time."""
    assert timeline([(-1e6, 5.0), (11.0, 1e6)], 0.0, 10.0, width=10) == COVERED * 5 + GAP * 5
    assert timeline([(-2.0, -1.0), (12.0, 13.0)], 0.0, 10.0, width=10) == GAP * 10
    assert timeline([(-1e308, 1e308)], -1e308, 1e308, width=10) == COVERED * 10
    assert coverage_lines([], None) == []
    assert coverage_lines([Coverage(Subject.BODY, 1, Scale.TDB, ())], None) == []
