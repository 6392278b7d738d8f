"""The opening of a content: unpacked where it is packed, and its parts found."""

from dataclasses import dataclass

from services.describer.fits.unpack import Unpacked, unpack_gzip, unpack_tar
from shared.fits.by_name import Form, claimed, may_hold
from shared.fits.frame.settings import FrameSettings
from shared.fits.glance import glance
from shared.fits.problems import Code, Problem
from shared.fits.structure.hdu import Hdu
from shared.fits.structure.scan import is_fits
from shared.model.reading import ReadAt


@dataclass(frozen=True, slots=True)
class Opened:
    """A content whose parts are known, as far as they are."""

    form: Form | None
    """None where it is no FITS."""
    source: ReadAt | None
    """The FITS bytes; None where there are none."""
    member: str
    hdus: tuple[Hdu, ...]
    complete: bool | None
    problems: tuple[Problem, ...]


def opened(source: ReadAt, name: str, settings: FrameSettings) -> Opened:
    """Return the parts of a content; no bytes make it raise."""
    if claimed(name) is None and may_hold(name) and not is_fits(source.read_at(0, 9)):
        return _within(Form.TAR, unpack_tar(source, settings.member_words), name)
    seen = glance(source, name)
    if seen.form is Form.GZIP:
        return _within(Form.GZIP, unpack_gzip(source), name)
    bytes_ = source if seen.form is not None else None
    return Opened(seen.form, bytes_, "", seen.hdus, seen.complete, seen.problems)


def _within(form: Form, unpacked: Unpacked, name: str) -> Opened:
    cut = any(each.code is Code.TRUNCATED for each in unpacked.problems)
    if unpacked.source is None:
        return Opened(form, None, "", (), False if cut else None, unpacked.problems)
    seen = glance(unpacked.source, unpacked.member or name.rpartition(".")[0])
    problems = (*unpacked.problems, *(each for each in seen.problems if not cut or form is Form.TAR))
    complete = False if cut else seen.complete
    source = unpacked.source if seen.form is not None else None
    return Opened(form, source, unpacked.member, seen.hdus, complete, problems)
