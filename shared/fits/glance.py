"""The glance at a content: whether it is FITS, whether it is whole, and what is plainly wrong with it.

It is for the path on which every new file is looked at: headers alone are read, and what is packed is
unpacked only where its end looks wrong.
"""

from dataclasses import dataclass

from shared.fits.by_name import Form, claimed, is_partial
from shared.fits.packed_end import breaks_off
from shared.fits.problems import Code, Problem, problem
from shared.fits.structure.cards import is_true, structural_cards
from shared.fits.structure.hdu import Hdu, HduKind
from shared.fits.structure.header import NoHeaderError, read_header
from shared.fits.structure.scan import Structure, is_fits, scan
from shared.model.impostors import AGAIN, HEAD_BYTES, impostor, packer
from shared.model.problems import bounded
from shared.model.reading import ReadAt


@dataclass(frozen=True, slots=True)
class Glance:
    """The first look at a content under its name."""

    form: Form | None
    """None where it is no FITS."""
    complete: bool | None
    """Whether all bytes are there; None where the format, or a glance, does not tell."""
    hdus: tuple[Hdu, ...]
    problems: tuple[Problem, ...]
    """The heaviest first."""


def recognises(source: ReadAt, name: str) -> bool:
    """Tell whether a content is FITS by its bytes, or claims to be by its name."""
    return claimed(name) is not None or is_partial(name) or is_fits(source.read_at(0, HEAD_BYTES))


def glance(source: ReadAt, name: str) -> Glance:
    """Return what the first look at a content tells; no bytes make it raise."""
    partial = [problem(Code.PARTIAL_NAME, "the name is that of an unfinished download: wait or remove it")]
    found = partial if is_partial(name) else []
    head = source.read_at(0, HEAD_BYTES)
    if is_fits(head):
        structure = scan(source)
        found += [*structure.problems, *_standard(source)]
        return Glance(form_of(structure), structure.complete, structure.hdus, bounded(found))
    if claimed(name) is None and not is_partial(name):
        return Glance(None, None, (), ())
    if claimed(name) is Form.GZIP and packer(head) == "gzip":
        if not breaks_off(source):
            return Glance(Form.GZIP, None, (), tuple(found))
        found.append(problem(Code.TRUNCATED, f"the packed bytes end before their end: {AGAIN}"))
        return Glance(Form.GZIP, False, (), bounded(found))
    wrong = _foreign(head, source.size)
    cut = wrong.code in (Code.EMPTY, Code.TRUNCATED)
    return Glance(None, False if cut else None, (), bounded([*found, wrong]))


def form_of(structure: Structure) -> Form:
    """Return whether images are compressed in tables."""
    tiled = any(hdu.kind is HduKind.TILED_IMAGE for hdu in structure.hdus)
    return Form.FPACK if tiled else Form.PLAIN


def _foreign(head: bytes, size: int) -> Problem:
    """Return why a content that is no FITS bears the name of one."""
    if size == 0:
        return problem(Code.EMPTY, f"the file is empty: {AGAIN}")
    found = impostor(head, size)
    if found is not None:
        return problem(Code(found.kind.value), found.detail)
    tool = packer(head)
    if tool is not None:
        return problem(Code.PACKED, f"the file is packed with {tool}, its name says nothing of it: rename it")
    if size < len(b"SIMPLE  =") and b"SIMPLE  =".startswith(head):
        return problem(Code.TRUNCATED, f"{size} bytes of a header are there: {AGAIN}")
    return problem(Code.NOT_FITS, f"the {size} bytes do not begin as FITS does (SIMPLE  =): {AGAIN}")


def _standard(source: ReadAt) -> list[Problem]:
    try:
        cards = structural_cards(read_header(source, 0))
    except NoHeaderError:
        return []
    if is_true(cards, "SIMPLE"):
        return []
    return [problem(Code.NOT_STANDARD, "SIMPLE is not T: the file says that it departs from the standard")]
