"""What text kernels assign, and what is wrong with them: as CSPICE reads them, by trial."""

from pathlib import Path

import pytest
import spiceypy

from shared.spice.problems import Code, Severity
from shared.spice.text.dates import formal_seconds
from shared.spice.text.model import Value
from shared.spice.text.parser import parse
from tests.kernels.made import FK, LSK, MK, SCLK
from tests.kernels.real import kernels

D = "KPL/PCK\n\\begindata\n"
ULPS = 16 * 2.0**-53
"""CSPICE does not round the numbers of text kernels rightly: some differ by some units in the last place."""

GOOD: list[tuple[str, dict[str, list[Value]]]] = [
    (D + "A = 1\nB = ( 1, 2 3 )\n", {"A": [1.0], "B": [1.0, 2.0, 3.0]}),
    (D + "A = 1 2\nB = (\n2\n,3\n)\n", {"A": [1.0, 2.0], "B": [2.0, 3.0]}),
    (D + "A=1\nB+=2\nC=('a','b')\n", {"A": [1.0], "B": [2.0], "C": ["a", "b"]}),
    (D + "A += 1\nA += 2\nB = 1\nB = (2 3)\n", {"A": [1.0, 2.0], "B": [2.0, 3.0]}),
    (D + "A = (1D3 2d-1 1E2 +3 .5 5. -7.e1)\n", {"A": [1000.0, 0.2, 100.0, 3.0, 0.5, 5.0, -70.0]}),
    (D + "A = 'it''s'\nB = ('x''y' 'z')\n", {"A": ["it's"], "B": ["x'y", "z"]}),
    (D + "A = ( 'B = 1'\n 'C=2)' )\n", {"A": ["B = 1", "C=2)"]}),
    (D + "A = ( 1\n\\begintext\nwords\n\\begindata\n2 )\n", {"A": [1.0, 2.0]}),
    ("KPL/PCK\n   \\begindata  \nA=1\n\t\\begintext\nB = 1\n", {"A": [1.0]}),
    (D + "A=1\n\\begindata\nB=1\n", {"A": [1.0], "B": [1.0]}),
    ((D + "A = 1\n").replace("\n", "\r"), {"A": [1.0]}),
    (D + "a = 1\nA = 2\n", {"a": [1.0], "A": [2.0]}),
    (D + "A = 1" + " " * 150 + "\n", {"A": [1.0]}),
    (D + "A = @1972-JAN-1\nB=@1972-JAN-1/12:34:56.5\n", {"A": [-883656000.0], "B": [-883610703.5]}),
    (D + "A = @1-JAN-1972-00:00:01\nB = @2000-01-01\n", {"A": [-883655999.0], "B": [-43200.0]}),
    ("KPL/PCK\nno data\n", {}),
    ("KPL/PCK\n" + "x" * 300 + "\nThe \\begindata marker and\n\\begindata begins data, said like this\n", {}),
]

BAD: list[tuple[str, Code, int | None]] = [
    (D + "B = 1\nA = 2", Code.LAST_LINE_DROPPED, 4),
    (D + "B = 1\n\\begintext\nwords", Code.NO_FINAL_NEWLINE, 5),
    (D + "B = 1\n\\begintext", Code.NO_FINAL_NEWLINE, 4),
    (D + "A = ( 'x'" + " 'y'" * 60 + " )\n", Code.LINE_TOO_LONG, 3),
    ((D + "A = 1\n").replace("\n", "\r\n"), Code.CRLF, None),
    (D + "A = 'abc\n", Code.UNBALANCED_QUOTE, 3),
    (D + "A = ('abc\n 'def')\n", Code.UNBALANCED_QUOTE, 3),
    (D + "A = (1 2\nB = 3\n", Code.UNCLOSED_LIST, 3),
    (D + "A = (1 2\n", Code.UNCLOSED_LIST, 3),
    ("KPL/PCK\n\\BEGINDATA\nA = 1\n", Code.BAD_MARKER, 2),
    ("KPL/PCK\n\\begindata A=1\nB=2\n", Code.BAD_MARKER, 2),
    (D + "A = 1\n\\begintext words\n", Code.BAD_MARKER, 4),
    (D + "A = (1 'x')\n", Code.MIXED_TYPES, 3),
    (D + "A = 1\nA += 'x'\n", Code.MIXED_TYPES, 4),
    (D + "A = 1 B = 2\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A = (1) B = (2)\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A = ( (1 2) )\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A\n= 1\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A =\n 1\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A = ()\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A = hello\n", Code.BAD_ASSIGNMENT, 3),
    (D + 'A = "x"\n', Code.BAD_ASSIGNMENT, 3),
    (D + "A = (1 2x 3)\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A = 1e400\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A = ''\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A = @1972\n", Code.BAD_ASSIGNMENT, 3),
    (D + "hello\n", Code.BAD_ASSIGNMENT, 3),
    (D + "A" * 33 + " = 1\n", Code.NAME_TOO_LONG, 3),
    (D + "A = '" + "y" * 81 + "'\n", Code.STRING_TOO_LONG, 3),
    (D + "A = 'x\ty'\n", Code.TAB_IN_STRING, 3),
    (D + "A = '\xe9'\n", Code.NOT_ASCII, 3),
    (
        D + "A = (\n" + "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5\n" * 16_001 + ")\n",
        Code.TOO_LARGE,
        None,
    ),
]


def _cspice(text: bytes, folder: Path, every: int = 1) -> dict[str, list[Value]] | None:
    """Return the pool that CSPICE has after loading a text kernel, None where it refuses it.

    Args:
        text: the kernel.
        folder: where it is written to.
        every: of how many variables the values of one are looked up, since that is slow.
    """
    path = folder / "probe.tpc"
    path.write_bytes(text)
    spiceypy.kclear()
    pool: dict[str, list[Value]] = {}
    try:
        spiceypy.furnsh(str(path))
        names = spiceypy.gnpool("*", 0, 4_000, 40)
    except spiceypy.utils.exceptions.SpiceyError as error:
        return {} if "gnpool" in str(error) or isinstance(error, spiceypy.NotFoundError) else None
    for name in names:
        pool[name] = []
    for name in names[::every]:
        count, kind = spiceypy.dtpool(name)
        numeric = kind == "N"
        values = spiceypy.gdpool(name, 0, count) if numeric else spiceypy.gcpool(name, 0, count, 81)
        pool[name] = [float(value) if numeric else str(value).rstrip() for value in values]
    spiceypy.kclear()
    return pool


def _agree(ours: tuple[Value, ...], theirs: list[Value]) -> bool:
    return len(ours) == len(theirs) and all(
        abs(mine - other) <= ULPS * abs(mine)
        if isinstance(mine, float) and isinstance(other, float)
        else str(mine)[:80].rstrip() == other
        for mine, other in zip(ours, theirs, strict=True)
    )


@pytest.mark.parametrize(("text", "expected"), GOOD)
def test_assignments_are_those_that_cspice_reads(
    text: str, expected: dict[str, list[Value]], tmp_path: Path
) -> None:
    """Names, numbers, strings and dates of valid text are CSPICE's, and nothing is wrong with it."""
    kernel = parse(text.encode())

    assert {name: list(values) for name, values in kernel.pool().items()} == expected
    assert kernel.problems == ()
    theirs = _cspice(text.encode(), tmp_path)
    assert theirs is not None
    assert all(_agree(values, theirs[name]) for name, values in kernel.pool().items())


@pytest.mark.parametrize(("text", "code", "line"), BAD)
def test_what_cspice_refuses_or_swallows_is_told_with_its_line(
    text: str, code: Code, line: int | None
) -> None:
    """Each kind of broken text gives its problem, at its line."""
    found = [each for each in parse(text.encode("latin-1")).problems if each.code is code]

    assert found
    assert line is None or found[0].line == line


@pytest.mark.parametrize(("text", "code", "line"), BAD)
def test_whatever_cspice_loads_otherwise_than_written_is_a_problem(
    text: str, code: Code, line: int | None, tmp_path: Path
) -> None:
    """A text kernel that CSPICE refuses is broken; what it loads of another is what the parser gives."""
    kernel = parse(text.encode("latin-1"))
    theirs = _cspice(text.encode("latin-1"), tmp_path)

    if theirs is None:
        assert max(each.severity for each in kernel.problems) is Severity.BROKEN
    else:
        assert kernel.problems


def test_the_last_line_without_newline_is_left_out_as_cspice_leaves_it(tmp_path: Path) -> None:
    """What CSPICE drops is not among the assignments either."""
    text = D + "B = 1\nA = 2"
    assert parse(text.encode()).pool() == {"B": (1.0,)}
    assert _cspice(text.encode(), tmp_path) == {"B": [1.0]}


def test_made_kernels_have_no_problems() -> None:
    """The texts that other tests use are clean."""
    for text in (LSK, SCLK, FK, MK):
        assert parse(text.encode()).problems == ()


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_real_text_kernels_read_as_cspice_reads_them(every: int, tmp_path: Path) -> None:
    """The variables and values of real text kernels agree with the pool of CSPICE; slow: of all of them."""
    names = 0
    suffixes = (".tf", ".ti", ".tsc", ".tls", ".tpc")
    for path in [each for each in kernels() if each.suffix.lower() in suffixes][::every]:
        content = path.read_bytes()
        theirs = _cspice(content, tmp_path, every=every)
        ours = parse(content).pool()
        assert theirs is not None, path
        assert ours.keys() == theirs.keys(), path
        looked_up = {name: values for name, values in theirs.items() if values}
        assert all(_agree(ours[name], values) for name, values in looked_up.items()), path
        names += len(looked_up)
    assert names > 300


def test_problems_of_real_text_kernels_are_those_that_a_person_sees() -> None:
    """Unbalanced quotes, CRLF and missing newlines of real kernels are found; nothing else is."""
    found = {
        (path.name, each.code.value, each.line)
        for path in kernels()
        if path.suffix.lower() in (".tf", ".ti", ".tsc", ".tls", ".tpc", ".tm")
        for each in parse(path.read_bytes()).problems
    }
    assert found == {
        ("MEX_V14.TF", "no-final-newline", 3535),
        ("ROS_V38.TF", "no-final-newline", 6261),
        ("imap_wkcp.tf", "crlf", None),
        ("imap_wkcp.tf", "no-final-newline", 1806),
        ("rssd0002.tf", "unbalanced-quote", 877),
        ("bc_sci_v11.tf", "unbalanced-quote", 1012),
        ("clps_v01.tm", "unbalanced-quote", 40),
        ("clps_v01.tm", "unbalanced-quote", 41),
        ("dart_v01.tm", "unbalanced-quote", 40),
        ("ladee_frames_2021140_v01.tf", "unbalanced-quote", 862),
    }


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2000-JAN-01/12:00", 0.0),
        ("JAN-01-2000/12:00:01.5", 1.5),
        ("01-01-2000", -43200.0),
        ("2000-002", 43200.0),
        ("2000/01/01", -43200.0),
        ("2000-JANUARY-1T12:00", 0.0),
        ("2000-13-01", None),
        ("2000-02-30", None),
        ("2000-FOO-01", None),
        ("x" * 100, None),
        ("", None),
    ],
)
def test_dates_are_seconds_of_their_calendar(text: str, seconds: float | None) -> None:
    """The forms that NAIF documents are read; anything else is no date."""
    assert formal_seconds(text) == seconds
