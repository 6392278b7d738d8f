"""For any bytes: describing never fails, and text is read as CSPICE reads it."""

import struct
from pathlib import Path

import pytest
import spiceypy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.spice.describe.describe import describe
from shared.spice.describe.glance import glance
from shared.spice.describe.model import Completeness
from shared.spice.names.model import Relation
from shared.spice.names.order import current, newest, relation
from shared.spice.names.parse import parse_name
from shared.spice.problems import PROBLEMS_MAX, Severity
from shared.spice.reading import BytesReader
from shared.spice.text.model import Value
from shared.spice.text.parser import parse
from shared.spice.text.render import UnrenderableError, render_meta_kernel
from tests.kernels.made import TEXTS, WRITERS, big_endian, made, old

NAMES = st.sampled_from([*WRITERS, *TEXTS])
MIRRORED = {Relation.NEWER: Relation.OLDER, Relation.OLDER: Relation.NEWER}

edges = st.sampled_from([0, 1, -1, 2, 3, 127, 128, 129, 255, 256, 1024, 2**31 - 1, -(2**31)])
numbers = st.one_of(
    st.builds(lambda value: struct.pack("<i", value), edges),
    st.builds(lambda value: struct.pack(">i", value), edges),
    st.builds(lambda value: struct.pack("<d", value), st.one_of(st.floats(), edges.map(float))),
    st.sampled_from(
        [b"'", b"(", b")", b"=", b"\n", b"\\begindata\n", b"@", b"$A", b"+'", b"\xb2", b"\0", b""]
    ),
    st.binary(max_size=12),
)
places = st.one_of(st.integers(0, 100), st.integers(0, 1100), st.integers(0, 4000), st.integers(0, 10**6))


@settings(max_examples=150, deadline=None)
@given(
    NAMES,
    st.sampled_from([bytes, big_endian, old]),
    st.lists(st.tuples(places, numbers, st.booleans()), max_size=5),
    st.integers(0, 10**6),
)
def test_describing_damaged_kernels_never_fails(
    name: str, turn: type[bytes], edits: list[tuple[int, bytes, bool]], cut: int
) -> None:
    """Numbers overwritten, bytes put in and ends cut off give problems in bounded number, no error."""
    content = bytearray(made(name) if not made(name).startswith(b"DAF/") else turn(made(name)))
    for at, data, instead in edits:
        place = at % (len(content) + 1)
        content[place : place + (len(data) if instead else 0)] = data
    if cut < 500_000:
        del content[cut % (len(content) + 1) :]

    told = describe(BytesReader(bytes(content)), name)

    assert len(told.problems) <= PROBLEMS_MAX
    assert all(start <= stop for each in told.coverage for start, stop in each.intervals)
    if told.glance.completeness is Completeness.INCOMPLETE:
        assert told.broken


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(WRITERS)), st.floats(0, 1, exclude_max=True))
def test_every_cut_of_a_binary_kernel_is_found(name: str, part: float) -> None:
    """Wherever a transfer stops, the glance sees it."""
    cut = int(len(made(name)) * part)
    assert glance(BytesReader(made(name)[:cut]), name).broken


PIECES = "A|B|AB| |  |\t|=|+=|(|)|,|1|2.5|1D3|-7|.5|@2000-JAN-01|'xx'|'it''s'|''|\n|\n |hello|1x|('a' 'b')"
LINES = "A = 1|B = ( 1 2 3 )|C = 'x'|A += 2|B = (\n 1\n 2 )|C += ( 'q' 'r' )|A = @1999-DEC-31|  AB=5"
pieces = st.sampled_from([*PIECES.split("|"), "\n\\begintext\n", "\n\\begindata\n"])
lines = st.sampled_from([*LINES.split("|"), "\\begintext\nwords = 1\n\\begindata"])
texts = st.lists(
    st.one_of(lines, lines, st.lists(pieces, min_size=1, max_size=8).map("".join)), min_size=1, max_size=6
).map("\n".join)


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the kernel that CSPICE is to load."""
    return tmp_path_factory.mktemp("probe") / "probe.tpc"


@settings(max_examples=150, deadline=None)
@given(texts, st.booleans())
@example("A = (1) B = (2)", True)
@example("+=(1 2)", True)
@example("A=(\n", False)
def test_text_is_read_as_cspice_reads_it_or_called_broken(probe: Path, text: str, newline: bool) -> None:
    """What CSPICE refuses is broken; what it loads without a problem of ours has its values."""
    whole = f"KPL/PCK\n\\begindata\n{text}{chr(10) * newline}"
    kernel = parse(whole.encode())
    theirs = _loaded(probe, whole)

    if theirs is None:
        assert any(each.severity is Severity.BROKEN for each in kernel.problems)
    elif not kernel.problems:
        ours = {name: tuple(map(_plain, values)) for name, values in kernel.pool().items()}
        assert ours == theirs


def _loaded(probe: Path, text: str) -> dict[str, tuple[Value, ...]] | None:
    probe.write_text(text)
    spiceypy.kclear()
    try:
        spiceypy.furnsh(str(probe))
    except spiceypy.utils.exceptions.SpiceyError:
        return None
    try:
        return _pool()
    except spiceypy.utils.exceptions.SpiceBUG:
        # Of a list that the file's end leaves open the pool has the name and nothing else.
        return None


def _pool() -> dict[str, tuple[Value, ...]]:
    pool: dict[str, tuple[Value, ...]] = {}
    try:
        names = spiceypy.gnpool("*", 0, 100, 40)
    except spiceypy.NotFoundError:
        return pool
    for name in names:
        count, kind = spiceypy.dtpool(name)
        values = spiceypy.gdpool(name, 0, count) if kind == "N" else spiceypy.gcpool(name, 0, count, 81)
        pool[name] = tuple(_plain(float(value) if kind == "N" else str(value)) for value in values)
    return pool


def _plain(value: Value) -> Value:
    return value.rstrip() if isinstance(value, str) else value


words = st.sampled_from(
    ["mro", "em16", "sc", "psp9", "psp10", "v1", "v01", "v10", "od011", "s20171007", "latest"]
)
days = st.sampled_from(
    ["210706", "210712", "210712p", "2019239", "20190101", "04135", "04171ra", "2023", "101"]
)
parts = st.lists(st.one_of(words, days, st.text("ab19_.²", max_size=8)), min_size=1, max_size=6)
kernel_names = st.builds(
    lambda stem, suffix: "_".join(stem) + suffix,
    parts,
    st.sampled_from([".bc", ".BSP", ".tf", ".tm", ".bpc", ""]),
)


@settings(max_examples=100, deadline=None)
@given(kernel_names, kernel_names, kernel_names)
def test_the_order_of_names_is_an_order(one: str, two: str, three: str) -> None:
    """It is the same from both sides and along three; of each line there is one newest, which is current."""
    names = [parse_name(path) for path in (one, two, three)]
    for first in names:
        for second in names:
            there = relation(first, second, same_bytes=False)
            back = relation(second, first, same_bytes=False)
            assert back is MIRRORED.get(there, there)
    a, b, c = names
    pairs = [relation(x, y, same_bytes=True) for x, y in ((a, b), (b, c), (a, c))]
    if pairs[0] is pairs[1] is Relation.NEWER:
        assert pairs[2] is Relation.NEWER
    left = current(names)
    assert all(best in left for best in newest(names).values())


safe = st.one_of(st.text("ab/'+ .", min_size=1, max_size=150), st.text("aé$\n", max_size=3))


@settings(max_examples=200, deadline=None)
@given(st.lists(safe, min_size=1, max_size=4), safe)
@example(["'" * 100 + ".bc"], "/r")
def test_a_rendered_meta_kernel_names_what_it_was_given_or_is_refused(paths: list[str], root: str) -> None:
    """Whatever paths hold, they come back as they were, without a problem."""
    try:
        whole = render_meta_kernel(paths, root=root)
    except UnrenderableError:
        return
    told = describe(BytesReader(whole.encode()), "a.tm")
    assert [each.path for each in told.members] == [f"{root}/{path}" for path in paths]
    assert told.problems == ()
