"""The facts of a FITS file, bounded for a message, from its bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.describer.fits.headers import Part, read_part
from services.describer.fits.open import Opened
from services.describer.fits.place import place_of
from shared.contracts.messages.frames.frame_facts import (
    HDUS_MAX,
    HEADERS_MAX,
    RELATED_MAX,
    TEXT_MAX,
    FrameFacts,
    FrameFields,
    HduFacts,
    RelatedFrame,
)
from shared.fits.frame.choose import kept, missing, telling_part
from shared.fits.frame.fields import Frame, frame_of, odd_values
from shared.fits.frame.settings import FrameSettings
from shared.fits.problems import Code, Problem, problem
from shared.fits.structure.hdu import Hdu
from shared.fits.sums.verdicts import HduSums, Sums, Verdict, sums_of
from shared.model.numbers import FILE_BYTES_MAX
from shared.model.reading import ReadAt

PARTS_READ = 300
"""Parts whose headers are read for values and places: the largest mosaics have some 200."""

NO_FORM = "none"

NO_SUMS = HduSums(Verdict.UNTOLD, Verdict.UNTOLD)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts, and what is wrong with what they were told from."""

    frame: FrameFacts
    problems: tuple[Problem, ...]


def facts_of(found: Opened, content: ReadAt, name: str, settings: FrameSettings) -> Facts:
    """Return the facts of one content.

    Args:
        found: its parts.
        content: all its bytes, packed as they are.
        name: its path.
        settings: the configuration.
    """
    inner = sums_of(found.source, found.hdus) if found.source is not None else None
    whole = inner if inner is not None and found.source is content else sums_of(content, ())
    facts = FrameFacts(
        form=found.form.value if found.form is not None else NO_FORM,
        member=found.member[:TEXT_MAX],
        md5=whole.md5,
        sha256=whole.sha256,
        hdus=tuple(_hdus(found.hdus, inner)),
        hdus_in_all=len(found.hdus),
        no_footprint="no-image",
    )
    if found.source is None or not found.hdus:
        return Facts(facts, ())
    parts = [read_part(found.source, hdu) for hdu in found.hdus[:PARTS_READ]]
    told = _told(facts, parts, found, name, settings)
    wrong = _wrong_sums(found.hdus, inner)
    return replace(told, problems=(*told.problems, *wrong))


def _told(
    facts: FrameFacts, parts: Sequence[Part], found: Opened, name: str, settings: FrameSettings
) -> Facts:
    """Return the facts with what headers tell."""
    number = telling_part([part.values for part in parts], found.hdus, settings)
    telling = parts[number]
    headers = kept(telling.values, settings)
    lacking = missing(headers, settings)
    frame = frame_of(headers, name, settings)
    place = place_of(parts, telling, settings)
    facts = facts.model_copy(
        update={
            "hdu": number,
            "headers": dict(list(headers.items())[:HEADERS_MAX]),
            "missing": lacking[:HEADERS_MAX],
            "fields": _fields(frame),
            "footprint": place.footprint,
            "no_footprint": place.reason,
            "left_out": ("headers",) if len(headers) > HEADERS_MAX else (),
        }
    )
    return Facts(facts, (*telling.problems, *_lacking(lacking), *odd_values(headers, frame, settings)))


def _fields(frame: Frame) -> FrameFields:
    related = [RelatedFrame(one.keyword, one.basename) for one in frame.related[:RELATED_MAX]]
    values = {name: getattr(frame, name) for name in FrameFields.model_fields if name != "related"}
    return FrameFields(**values, related=tuple(related))


def _hdus(hdus: Sequence[Hdu], sums: Sums | None) -> list[HduFacts]:
    verdicts = sums.hdus if sums is not None else (NO_SUMS,) * len(hdus)
    return [
        HduFacts(
            hdu.number,
            hdu.name[:TEXT_MAX],
            hdu.version,
            hdu.kind.value,
            hdu.bitpix,
            hdu.shape,
            hdu.header_at,
            hdu.data_at,
            min(hdu.data_bytes, FILE_BYTES_MAX),
            each.checksum,
            each.datasum,
        )
        for hdu, each in zip(hdus[:HDUS_MAX], verdicts, strict=False)
    ]


def _wrong_sums(hdus: Sequence[Hdu], sums: Sums | None) -> list[Problem]:
    verdicts = sums.hdus if sums is not None else ()
    wrong = [
        str(hdu.number)
        for hdu, each in zip(hdus, verdicts, strict=True)
        if Verdict.WRONG in (each.checksum, each.datasum)
    ]
    if not wrong:
        return []
    words = f"CHECKSUM or DATASUM does not fit the bytes of part {', '.join(wrong[:10])}"
    return [problem(Code.BAD_SUM, f"{words}: they were changed after it was written")]


def _lacking(keywords: Sequence[str]) -> list[Problem]:
    if not keywords:
        return []
    words = f"no part has all required keywords, the one that is told lacks {', '.join(keywords)}"
    return [problem(Code.MISSING_KEYWORDS, words)]
