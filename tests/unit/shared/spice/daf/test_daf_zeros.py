"""Runs of zeros in the data of a DAF."""

from shared.spice.daf.file_record import decode_record
from shared.spice.daf.summaries import segments
from shared.spice.daf.zeros import BLOCK, PAGE, zero_page
from shared.spice.reading import BytesReader
from tests.kernels.made import made
from tests.kernels.real import kernels


def _spans(content: bytes) -> list[tuple[int, int]]:
    source = BytesReader(content)
    return [((each.begin - 1) * 8, each.end * 8) for each in segments(source, decode_record(source))]


def test_a_zeroed_page_is_found_wherever_it_lies() -> None:
    """A page of zeros in the middle, or just before or after a block's end, is found at its offset."""
    spans = [(100, 3 * BLOCK - 100)]
    for at in (PAGE, BLOCK, BLOCK - PAGE, 2 * BLOCK + 5 * PAGE):
        content = bytearray(b"\1" * 3 * BLOCK)
        content[at : at + PAGE] = bytes(PAGE)
        assert zero_page(BytesReader(bytes(content)), spans) == at


def test_zeros_outside_the_data_or_less_than_a_page_are_no_matter() -> None:
    """Reserved space may be zero, and so may many numbers in a row."""
    content = bytes(2 * PAGE) + b"\1" * PAGE + bytes(PAGE - 1) + b"\1" * PAGE
    assert zero_page(BytesReader(content), [(2 * PAGE, len(content))]) is None
    assert zero_page(BytesReader(content), []) is None


def test_the_zeroed_middle_of_a_kernel_is_found() -> None:
    """What a resumed download leaves in the middle of an SPK is found; CSPICE reports full coverage."""
    content = made("craft_v1.bsp")
    middle = len(content) // 2
    assert zero_page(BytesReader(content), _spans(content)) is None
    zeroed = content[: middle - PAGE] + bytes(2 * PAGE) + content[middle + PAGE :]
    assert zero_page(BytesReader(zeroed), _spans(zeroed)) is not None


def test_no_real_kernel_looks_zeroed() -> None:
    """No complete real kernel holds a page of zeros in its data."""
    for path in kernels():
        content = path.read_bytes()
        if content.startswith((b"DAF/", b"NAIF/DAF")):
            assert zero_page(BytesReader(content), _spans(content)) is None, path
