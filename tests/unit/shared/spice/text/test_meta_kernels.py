"""Members of meta-kernels."""

from pathlib import Path

import pytest
import spiceypy

from shared.spice.problems import Code
from shared.spice.text.meta_kernel import Member, MetaKernel, place_of, read_meta_kernel
from shared.spice.text.parser import parse
from tests.kernels.made import FK
from tests.kernels.real import kernels


def _read(body: str) -> MetaKernel:
    return read_meta_kernel(parse(f"KPL/MK\n\\begindata\n{body}\n".encode()).pool())


def _codes(body: str) -> set[Code]:
    return {each.code for each in _read(body).problems}


def test_symbols_are_replaced_longest_first_anywhere_and_repeatedly() -> None:
    """`$AB` is AB where both A and AB are symbols; a value may hold a symbol again."""
    read = _read(
        "PATH_SYMBOLS = ( 'A' 'AB' 'C' )\nPATH_VALUES = ( 'one' 'two' '$A/three' )\n"
        "KERNELS_TO_LOAD = ( '$AB/x.bsp' '$A/x.bsp' 'y/$C/x.bsp' '$a/x.bsp' )"
    )
    assert [each.path for each in read.members] == ["two/x.bsp", "one/x.bsp", "y/one/three/x.bsp", "$a/x.bsp"]
    assert {each.code for each in read.problems} == {Code.UNKNOWN_SYMBOL}


def test_a_plus_continues_an_element(tmp_path: Path) -> None:
    """Elements that `+` continues are one name, as CSPICE joins them, in values too."""
    folder = tmp_path / ("f" * 70) / ("g" * 60)
    folder.mkdir(parents=True)
    (folder / "craft.tf").write_text(FK)
    pieces = [str(folder)[at : at + 60] for at in range(0, len(str(folder)), 60)]
    value = "\n".join(f"'{piece}{'+' if piece is not pieces[-1] else ''}'" for piece in pieces)
    body = f"PATH_SYMBOLS = ( 'R' )\nPATH_VALUES = (\n{value} )\nKERNELS_TO_LOAD = ( '$R/cra+'\n'ft.tf' )"

    assert [each.path for each in _read(body).members] == [str(folder / "craft.tf")]
    meta = tmp_path / "m.tm"
    meta.write_text(f"KPL/MK\n\\begindata\n{body}\n")
    spiceypy.kclear()
    spiceypy.furnsh(str(meta))
    assert spiceypy.namfrm("TESTCRAFT") == -999000
    spiceypy.kclear()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"PATH_SYMBOLS = ('A')\nPATH_VALUES = ('{'x' * 81}')\nKERNELS_TO_LOAD=('a.bc')", Code.PATH_TOO_LONG),
        (
            "KERNELS_TO_LOAD = (" + "\n".join(f"'{'x' * 70}+'" for _ in range(4)) + "\n'.bc' )",
            Code.PATH_TOO_LONG,
        ),
        ("KERNELS_TO_LOAD = ( 'other.tm' )", Code.NESTED_META_KERNEL),
        ("KERNELS_TO_LOAD = ( '$NO/a.bc' )", Code.UNKNOWN_SYMBOL),
        (
            "PATH_SYMBOLS = ('A')\nPATH_VALUES = ('$A$A')\nKERNELS_TO_LOAD = ( '$A/a.bc' )",
            Code.UNKNOWN_SYMBOL,
        ),
        ("PATH_SYMBOLS = ('A' 'B')\nPATH_VALUES = ('x')\nKERNELS_TO_LOAD = ( 'a.bc' )", Code.BAD_SYMBOLS),
        ("PATH_SYMBOLS = ('A')\nPATH_VALUES = ('x')", Code.NO_MEMBERS),
        ("KERNELS_TO_LOAD = (" + "'a.bc'\n" * 5_301 + ")", Code.TOO_LARGE),
    ],
)
def test_what_cspice_cannot_load_is_told(body: str, code: Code) -> None:
    """Long elements and paths, unknown symbols, unequal tables, nesting, and nothing to load are problems."""
    assert code in _codes(body)


def test_members_of_real_meta_kernels_are_all_resolved() -> None:
    """No symbol is left over in a real meta-kernel, and each has members."""
    count = 0
    for path in kernels():
        if path.suffix == ".tm":
            read = read_meta_kernel(parse(path.read_bytes()).pool())
            assert read.members, path
            assert not any("$" in each.path for each in read.members), path
            count += len(read.members)
    assert count > 3000


def test_a_member_is_found_where_its_collection_holds_it() -> None:
    """Relative to the meta-kernel, by symbols that are not portable, and by the end of an absolute path."""
    held = {"em16/ck/a.bc", "em16/mk/em16.tm", "lsk/naif.tls", "top.bsp"}

    def place(path: str) -> str | None:
        return place_of(Member(path, path), "em16/mk/em16.tm", held)

    assert place("../ck/a.bc") == "em16/ck/a.bc"
    assert place("data/ck/a.bc") == "em16/ck/a.bc"
    assert place("/home/me/kernels/ck/a.bc") == "em16/ck/a.bc"
    assert place("../../lsk/naif.tls") == "lsk/naif.tls"
    assert place("/spice/lsk/naif.tls") == "lsk/naif.tls"
    assert place("./top.bsp") == "top.bsp"
    assert place("../../../../etc/passwd") is None
    assert place("../ck/b.bc") is None
    assert place("") is None


def test_a_name_alone_never_finds_the_kernel_of_another_folder() -> None:
    """Fuzzy matches link the wrong kernel: a member of `fk/` is not found in `old/` or at the top."""
    member = Member("../fk/mro_v16.tf", "../fk/mro_v16.tf")
    assert place_of(member, "mro/mk/m.tm", {"mro/old/mro_v16.tf", "mro_v16.tf", "mro/mk/mro_v16.tf"}) is None
    assert place_of(member, "mro/mk/m.tm", {"fk/mro_v16.tf"}) == "fk/mro_v16.tf"
