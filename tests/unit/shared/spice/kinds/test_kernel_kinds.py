"""Kinds of kernels."""

import pytest

from shared.spice.kinds.identify import identify
from shared.spice.kinds.kind import Evidence, Family, Form, Kind
from shared.spice.reading import BytesReader
from tests.kernels import real
from tests.kernels.made import TEXTS, WRITERS, big_endian, made, old

TABLE = [line.split("\t") for line in (real.ROOT / "tests/kernels/kinds.tsv").read_text().splitlines()]


def _kind(content: bytes, name: str = "") -> tuple[str, str]:
    kind = identify(BytesReader(content), name)
    return kind.family.value, kind.form.value


def test_every_real_kernel_is_what_the_table_says() -> None:
    """Family and form of all real kernels are those of a table that was made by hand."""
    root = real.needed() / "kernels"
    for path, family, form in TABLE:
        assert _kind((root / path).read_bytes(), path) == (family, form), path
    assert len(TABLE) == sum(1 for _ in real.kernels())


def test_content_decides_without_a_name() -> None:
    """All kernels that tell their kind in their content are known under any name."""
    root = real.needed() / "kernels"
    for path, family, form in TABLE:
        if form != "unknown":
            assert _kind((root / path).read_bytes(), "renamed.bin") == (family, form), path


@pytest.mark.parametrize("name", [*WRITERS, *TEXTS])
def test_made_kernels_are_known_by_content(name: str) -> None:
    """What CSPICE writes is known without its name, and for what its name says with it."""
    assert _kind(made(name)) == _kind(made(name), name)
    assert identify(BytesReader(made(name)), "x.dat").evidence is Evidence.CONTENT


@pytest.mark.parametrize(
    ("name", "family"),
    [("craft_v1.bsp", "spk"), ("craft_v1.bc", "ck"), ("craft5_v1.bc", "ck"), ("frame_v1.bpc", "pck")],
)
def test_old_files_are_told_apart_by_their_summaries(name: str, family: str) -> None:
    """`NAIF/DAF` says no family: SPK, CK and PCK are told apart, in either byte order."""
    assert _kind(old(made(name))) == (family, "daf")
    assert _kind(old(big_endian(made(name)))) == (family, "daf")


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("\n\nKPL/FK\n", "fk"),
        ("  KPL/SCLK\n", "sclk"),
        ("em16KPL/SCLK\n\nText", "sclk"),
        ("KPL/LSK\r\n\r\n", "lsk"),
        ("KPL/MK", "mk"),
        ("words\n\\begindata\nKERNELS_TO_LOAD = ('a')\nFRAME_X = 1\n", "mk"),
        ("words\n \\begindata \n BODY399_RADII = ( 1 2 3 )\n", "pck"),
        ("\\begindata\nINS-94031_FOV = 1\n", "ik"),
        ("\\begindata\nTKFRAME_1_SPEC='X'\n", "fk"),
        ("\\begindata\nDELTET/K = 1\n", "lsk"),
        ("\\begintext\nKERNELS_TO_LOAD = 1\n\\begindata\nSCLK01_OFFSETS_1 += 3\n", "sclk"),
        ("\\begindata\nMINE = 1\n", "unknown"),
        ("KPL/NEW\n", "unknown"),
    ],
)
def test_text_kernels_are_known_by_id_word_else_by_what_they_assign(text: str, family: str) -> None:
    """Blank lines, prefixes and CRLF before or after the id word, or no id word at all, do not matter."""
    assert _kind(text.encode()) == (family, "text")


def test_transfer_files_are_known() -> None:
    """The text form of binary kernels tells the family in its second line."""
    assert _kind(b"DAFETF NAIF DAF ENCODED TRANSFER FILE\n'DAF/CK  '\n'2'\n") == ("ck", "daf-transfer")
    assert _kind(b"DASETF NAIF DAS ENCODED TRANSFER FILE\n'DAS/EK  '\n") == ("ek", "das-transfer")
    assert _kind(b"DAFETF") == ("unknown", "daf-transfer")


def test_a_name_counts_only_where_the_content_is_silent() -> None:
    """A text LSK named .bc is an LSK; an empty .bsp is an SPK by name; what neither tells is unknown."""
    assert _kind(b"KPL/LSK\n", "imap_01.ah.bc") == ("lsk", "text")
    assert identify(BytesReader(b""), "a/MAR097S.BSP") == Kind(Family.SPK, Form.UNKNOWN, Evidence.NAME)
    assert identify(BytesReader(b"\0\1\2"), "README") == Kind(Family.UNKNOWN, Form.UNKNOWN, Evidence.NOTHING)
    assert identify(BytesReader(b"DAF/NEW "), "x") == Kind(Family.UNKNOWN, Form.DAF, Evidence.CONTENT)
