"""The file record of a DAF."""

import struct

import pytest

from shared.spice.daf.file_record import decode_record
from shared.spice.ftp_string import FTP_OFFSET, Transfer
from shared.spice.reading import BytesReader, MalformedKernelError
from tests.kernels.made import big_endian, made, old


def test_the_record_of_a_kernel_by_cspice_is_read() -> None:
    """Sizes of summaries, name, format and the intact FTP string are those that CSPICE wrote."""
    record = decode_record(BytesReader(made("craft_v1.bsp")))

    assert (record.id_word, record.order, record.nd, record.ni) == ("DAF/SPK", "<", 2, 6)
    assert record.internal_name == "SPK made by a test"
    assert record.format_told
    assert record.transfer is Transfer.INTACT
    assert record.needed == len(made("craft_v1.bsp"))


@pytest.mark.parametrize("name", ["craft_v1.bsp", "craft_v1.bc", "frame_v1.bpc"])
def test_both_byte_orders_and_old_files_give_the_same_record(name: str) -> None:
    """A file of a big-endian machine, and one without format word, of either order, says the same."""
    ours = decode_record(BytesReader(made(name)))
    for turned in (big_endian(made(name)), old(made(name)), old(big_endian(made(name)))):
        theirs = decode_record(BytesReader(turned))
        assert (theirs.nd, theirs.ni, theirs.first_summary, theirs.free) == (
            ours.nd,
            ours.ni,
            ours.first_summary,
            ours.free,
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda daf: daf[:600], "600 of 1024"),
        (lambda daf: b"DAS/" + daf[4:], "id word"),
        (lambda daf: daf[:8] + struct.pack("<2i", 200, 6) + daf[16:], "200 doubles"),
        (lambda daf: daf[:76] + struct.pack("<i", 1) + daf[80:], "summary records 1"),
        (lambda daf: daf[:84] + struct.pack("<i", -5) + daf[88:], "free address -5"),
        (lambda daf: daf[:88] + b"VAX-GFLT" + daf[96:], "VAX-GFLT"),
        (lambda daf: daf[:8] + b"\xff" * 80 + bytes(8) + daf[96:], "byte order"),
    ],
)
def test_impossible_records_are_refused_with_the_reason(change: object, words: str) -> None:
    """Each number that cannot be is named."""
    assert callable(change)
    with pytest.raises(MalformedKernelError, match=words):
        decode_record(BytesReader(change(made("craft_v1.bsp"))))


@pytest.mark.parametrize(
    ("found", "grown"), [(b"\n", b"\r\n"), (b"\r\n", b"\n"), (b"\r", b"\n"), (b"\0", b" ")]
)
def test_a_transfer_in_text_mode_shows_in_the_ftp_string(found: bytes, grown: bytes) -> None:
    """Each change of line ends, and lost NUL bytes, leave the string damaged, even where it moved."""
    whole = made("craft_v1.bsp")
    first = whole[: FTP_OFFSET - 50] + whole[FTP_OFFSET - 50 :].replace(found, grown)

    assert decode_record(BytesReader(first)).transfer is Transfer.DAMAGED
