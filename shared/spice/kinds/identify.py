"""Identification: the kind of a content under its name."""

import re

from shared.spice.daf.file_record import decode_record
from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.by_variables import family_of_variables
from shared.spice.kinds.kind import UNKNOWN_KIND, Evidence, Family, Form, Kind
from shared.spice.kinds.old_daf import family_of_summaries
from shared.spice.reading import MalformedKernelError, ReadAt

ID_WORD_BYTES = 8
TEXT_BYTES = 1_048_576
"""Bytes of a text kernel without id word that are searched for its first assignments."""
HEAD_BYTES = 1_024
"""Bytes in which the id word of a text kernel stands, after blank lines or a stray prefix."""

_FAMILIES = {family.value.upper().encode(): family for family in Family if family.value.isalpha()}
_KPL = re.compile(rb"\A\s*\S{0,16}?KPL/([A-Z]{1,8})[ \t\r]*(?:\n|\Z)")
"""The id word in the first line that is not blank; a real kernel has `em16KPL/SCLK`."""
_MARKER = re.compile(rb"^[ \t]*\\begin(data|text)", re.MULTILINE)


def identify(source: ReadAt, name: str) -> Kind:
    """Return the kind of a content: by what it holds, else by what its name claims, else unknown.

    Args:
        source: the content, of any size; at most TEXT_BYTES of it are read.
        name: the file's name or path.
    """
    head = source.read_at(0, HEAD_BYTES)
    kind = _binary(source, head) or _transfer(head) or _text(source, head)
    by_name = claimed(name)
    if kind is not None and kind.family is not Family.UNKNOWN:
        return kind
    form = kind.form if kind is not None else Form.UNKNOWN
    if by_name is None:
        return UNKNOWN_KIND if kind is None else kind
    return Kind(by_name[0], form, Evidence.NAME)


def _binary(source: ReadAt, head: bytes) -> Kind | None:
    word = head[:ID_WORD_BYTES]
    form = {b"DAF": Form.DAF, b"DAS": Form.DAS}.get(word[5:] if word.startswith(b"NAIF/") else word[:3])
    if form is None or b"/" not in word:
        return None
    family = _FAMILIES.get(word[4:].strip(), Family.UNKNOWN)
    if form is Form.DAF and family is Family.UNKNOWN:
        family = _by_summaries(source)
    return Kind(family, form, Evidence.CONTENT)


def _by_summaries(source: ReadAt) -> Family:
    try:
        return family_of_summaries(source, decode_record(source))
    except MalformedKernelError:
        return Family.UNKNOWN


def _transfer(head: bytes) -> Kind | None:
    form = {b"DAFETF": Form.DAF_TRANSFER, b"DASETF": Form.DAS_TRANSFER}.get(head[:6])
    if form is None:
        return None
    word = re.match(rb"[^\n]*\n\s*'DA[FS]/([A-Z]+)", head)
    family = _FAMILIES.get(word[1], Family.UNKNOWN) if word else Family.UNKNOWN
    return Kind(family, form, Evidence.CONTENT)


def _text(source: ReadAt, head: bytes) -> Kind | None:
    if b"\0" in head:
        return None
    word = _KPL.match(head)
    family = _FAMILIES.get(word[1]) if word else None
    if family is not None:
        return Kind(family, Form.TEXT, Evidence.CONTENT)
    text = source.read_at(0, TEXT_BYTES)
    if word is None and not _MARKER.search(text):
        return None
    return Kind(family_of_variables(text) or Family.UNKNOWN, Form.TEXT, Evidence.CONTENT)
