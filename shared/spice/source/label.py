"""Labels of PDS4 kernels (Product_SPICE_Kernel), read."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from shared.spice.source.errors import BadSourceError

LABEL_MAX = 8 * 1024**2
"""Bytes: those of meta-kernels name some thousand others, and take one megabyte."""


@dataclass(frozen=True, slots=True)
class KernelLabel:
    """The facts of a label."""

    lid: str
    version: str
    file: str
    size: int | None
    md5: str
    kind: str
    start: str
    """UTC as written; empty where it tells none."""
    stop: str


def parse_label(data: bytes) -> KernelLabel:
    """Return the facts of a label. Raises BadSourceError where it is no label of a kernel."""
    if len(data) > LABEL_MAX:
        raise BadSourceError(f"the label has {len(data)} bytes, {LABEL_MAX} are read")
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadSourceError(f"the label is no XML: {error}") from error
    if _tag(root) != "Product_SPICE_Kernel":
        raise BadSourceError(f"the label is of {_tag(root)[:60]}, and of no kernel")
    facts = {_tag(one): (one.text or "").strip() for one in _wanted(root)}
    if not facts.get("file_name") or not facts.get("logical_identifier"):
        raise BadSourceError("the label names no file, or no logical identifier")
    return KernelLabel(
        lid=facts["logical_identifier"].lower(),
        version=facts.get("version_id", ""),
        file=facts["file_name"],
        size=_size(facts.get("file_size", "")),
        md5=facts.get("md5_checksum", "").lower(),
        kind=facts.get("kernel_type", "").lower(),
        start=facts.get("start_date_time", ""),
        stop=facts.get("stop_date_time", ""),
    )


PARTS = {
    "Identification_Area": ("logical_identifier", "version_id"),
    "Time_Coordinates": ("start_date_time", "stop_date_time"),
    "File": ("file_name", "file_size", "md5_checksum"),
    "SPICE_Kernel": ("kernel_type",),
}
"""What is read, and of which part: other parts have fields of the same names."""


def _wanted(root: Element) -> Iterator[Element]:
    for part in root.iter():
        names = PARTS.get(_tag(part), ())
        yield from (one for one in part if _tag(one) in names)


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _size(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise BadSourceError(f"the label's file_size {text[:30]!r} is no number of bytes")
    return int(text)
