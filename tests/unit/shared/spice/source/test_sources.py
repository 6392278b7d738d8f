"""What archives say of kernels: checksum tables, inventories, labels, databases of ISIS."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.spice.names.model import Quality
from shared.spice.source.account import Superseded, account
from shared.spice.source.checksums import parse_checksums
from shared.spice.source.errors import BadSourceError
from shared.spice.source.inventory import InventoryMember, listed_by, parse_inventory
from shared.spice.source.isis_database import IsisKernel, database_text
from shared.spice.source.label import parse_label
from shared.spice.source.label_text import Labelled, label_text

A, B = "a" * 32, "B" * 32


def test_a_checksum_table_tells_md5_by_path() -> None:
    """With either line end, a mark of binary files, and any case."""
    text = f"{A}  data/spk/mro_psp60.bsp\r\n{B} *./data/ck/a b.bc\n\n"
    assert parse_checksums(text) == {"data/spk/mro_psp60.bsp": A, "data/ck/a b.bc": B.lower()}


@pytest.mark.parametrize(
    "line",
    [
        "<html>",
        "abc data/x.bsp",
        f"{A}",
        f"{A}  /etc/passwd",
        f"{A}  ../x.bsp",
        f"{A}  data/../../x.bsp",
        f"{A}  ..\\x.bsp",
        f"{A}  a.bsp\n{B}  a.bsp",
    ],
)
def test_a_broken_checksum_table_is_refused(line: str) -> None:
    """With the line: a page of errors, a path outside, a contradiction."""
    with pytest.raises(BadSourceError, match=r"line [12]"):
        parse_checksums(line)


def test_an_inventory_tells_products() -> None:
    """Status, identifier and version of each."""
    text = "P,urn:nasa:pds:MRO.spice:spice_kernels:spk_mro_psp60.bsp::1.0\r\nS,urn:nasa:pds:x.spice:a:b\n"
    first, second = parse_inventory(text)
    assert (first.status, first.product, first.version) == ("P", "spk_mro_psp60.bsp", "1.0")
    assert second == InventoryMember("S", "urn:nasa:pds:x.spice:a:b", "")
    for wrong in ("Q,urn:a", "P,a:b", "P", "<html>", "P,urn:a,b"):
        with pytest.raises(BadSourceError, match="line 1"):
            parse_inventory(wrong)


KERNEL = Labelled(
    bundle="urn:nasa:pds:mro.spice",
    file="MRO_psp60 & more.bsp",
    family="spk",
    is_text=False,
    size=23552,
    md5=A,
    start="2021-07-06T00:00:00.000001Z",
    stop="2021-07-12T00:00:00Z",
    created="2026-01-01T00:00:00Z",
)


def test_a_label_that_is_written_is_read() -> None:
    """With all that the account needs; a kernel without times tells none."""
    label = parse_label(label_text(KERNEL).encode())
    assert (label.file, label.size, label.md5, label.kind) == (KERNEL.file, 23552, A, "spk")
    assert (label.start, label.stop) == (KERNEL.start, KERNEL.stop)
    assert label.lid == "urn:nasa:pds:mro.spice:spice_kernels:spk_mro_psp60 & more.bsp"


@pytest.mark.parametrize(
    ("file", "product", "version"),
    [
        ("em16_ops_v004.tm", "mk_em16_ops", "4.0"),
        ("MRO.tm", "mk_mro.tm", "1.0"),
        ("a_v1x.tm", "mk_a_v1x.tm", "1.0"),
    ],
)
def test_a_meta_kernel_has_its_version_behind_its_identifier(file: str, product: str, version: str) -> None:
    """As NAIF's bundler writes it: versions of a meta-kernel are versions of one product."""
    label = parse_label(label_text(replace(KERNEL, file=file, family="mk", is_text=True)).encode())
    assert (label.lid, label.version) == (f"{KERNEL.bundle}:spice_kernels:{product}", version)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("P,urn:a:b:mk_em16::4.0", ("mk/em16_v004.tm",)),
        ("P,urn:a:b:mk_em16", ("mk/em16_v003.tm", "mk/em16_v004.tm")),
        ("P,urn:a:b:mk_em16::5.0", ("em16::5.0",)),
        ("P,urn:a:b:mk_em16_ops::1.0", ("mk/em16_ops_v001.tm",)),
        ("P,urn:a:b:mk_em16_v004.tm::1.0", ("mk/em16_v004.tm",)),
        ("P,urn:a:b:lsk_naif0012.tls::1.0", ("lsk/naif0012.tls",)),
        ("P,urn:a:b:lsk_naif0013.tls::1.0", ("naif0013.tls",)),
        ("S,urn:a:b:lsk_naif0012.tls::1.0", ()),
    ],
)
def test_an_inventory_stands_for_the_files_of_its_versions(line: str, found: tuple[str, ...]) -> None:
    """Of a meta-kernel that version alone, not those that begin alike."""
    held = ("mk/em16_v003.tm", "mk/em16_v004.tm", "mk/em16_ops_v001.tm", "lsk/naif0012.tls")
    assert listed_by(parse_inventory(line), held) == found


BOMB = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><Product_SPICE_Kernel>&d;</Product_SPICE_Kernel>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html/>",
        b"<Product_SPICE_Kernel/>",
        b"<Product_SPICE_Kernel>",
        BOMB,
        label_text(KERNEL).replace(">23552<", ">many<", 1).encode(),
    ],
)
def test_what_is_no_label_of_a_kernel_is_refused(data: bytes) -> None:
    """Other XML, none at all, entities that expand."""
    with pytest.raises(BadSourceError):
        parse_label(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(data: bytes) -> None:
    """They are read, or refused as broken."""
    for read in (parse_label, lambda one: parse_checksums(one.decode("latin-1"))):
        try:
            read(data)
        except BadSourceError as error:
            assert str(error)


def test_the_account_tells_what_became_of_each_kernel() -> None:
    """Newer versions are told by their number; what nothing replaces was withdrawn; tables are no kernels."""
    listed = {"fk/mro_v10.tf": A, "spk/mro_psp59.bsp": A, "spk/mro_psp60.bsp": B, "ck/lost.bc": A}
    held = {
        "fk/mro_v10.tf": A,
        "fk/mro_v9.tf": A,
        "spk/mro_psp59.bsp": B,
        "spk/mro_psp60.bsp": B,
        "spk/mro_psp58.bsp": A,
        "index/checksum.tab": A,
    }
    told = account(listed, held)
    assert told.same == 2
    assert told.missing == ("ck/lost.bc",)
    assert told.differing == ("spk/mro_psp59.bsp",)
    assert told.superseded == (Superseded("fk/mro_v9.tf", "fk/mro_v10.tf"),)
    assert told.withdrawn == ("spk/mro_psp58.bsp",)
    assert not told.is_whole
    assert account(listed, listed).is_whole


def test_a_database_of_isis_has_the_best_last() -> None:
    """Each kernel's own intervals, rounded inwards, with its type; clock and leap seconds before."""
    kernels = [
        IsisKernel("kernels/ck/b.bc", int(Quality.RECONSTRUCTED), ((0.0, 10.0000001), (20.0, 30.0))),
        IsisKernel("kernels/ck/a.bc", int(Quality.PREDICTED), ((0.0, 100.0),)),
    ]
    text = database_text(
        "ck",
        kernels,
        mission="mro",
        leap_seconds="kernels/lsk/naif0012.tls",
        clock="kernels/sclk/m.tsc",
        made="2026-01-01T00:00:00Z",
    )
    assert text.startswith("Object = SpacecraftPointing\n")
    assert text.index("Predicted") < text.index("Reconstructed")
    assert '    Time = ("2000 JAN 01 12:00:00.000001 TDB", "2000 JAN 01 12:00:09.999999 TDB")' in text
    assert text.count("Group = Selection") == 2
    assert text.count("    Time = ") == 3
    assert '    File = "$mro/kernels/ck/a.bc"' in text
    assert '    LeapsecondKernel      = "$base/kernels/lsk/naif0012.tls"' in text
    assert text.rstrip().endswith("EndObject\nEnd")
