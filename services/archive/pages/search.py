"""The page with the form and what fits, and that of one frame. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from services.archive.pages.html import Markup, Part, document, element, joined
from services.archive.pages.sky import frame_drawing, sky_drawing

Json = Mapping[str, Any]

STYLE = "/browse/style.css"

FIELDS = (
    ("start", "From", "2026-03-01"),
    ("end", "To", "2026-03-31"),
    ("target_name", "Target", "M 31"),
    ("proposal_id", "Proposal", ""),
    ("site_id", "Site", ""),
    ("instrument_id", "Instrument", ""),
    ("configuration_type", "Type", "EXPOSE"),
    ("primary_optical_element", "Filter", ""),
    ("basename", "Name", ""),
    ("cone", "Cone: RA, Dec, radius", "10.68,41.27,0.5"),
)
"""Of the form: the parameter of our own list, its label, and an example."""

COLUMNS = (
    ("observation_date", "Observed"),
    ("target_name", "Target"),
    ("configuration_type", "Type"),
    ("site_id", "Site"),
    ("instrument_id", "Instrument"),
    ("primary_optical_element", "Filter"),
    ("exposure_time", "Exposure (s)"),
    ("proposal_id", "Proposal"),
)
"""Of the table, after the name."""

SHOWN = (*COLUMNS, ("telescope_id", "Telescope"), ("reduction_level", "Reduction"), ("public_date", "Public"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What all pages have around them."""

    title: str
    caller: str | None
    """Who asks; None is nobody who said so."""
    terms: str = ""
    """Address of the terms of service; none where it is empty."""
    documentation: str = ""
    """Address of documentation; none where it is empty."""


def search_page(
    around: Around,
    *,
    given: Mapping[str, str],
    frames: Sequence[Json],
    following: str | None,
    problem: str | None,
    base: str,
) -> str:
    """Return the page.

    Args:
        around: what all pages have.
        given: the parameters that were asked with.
        frames: that fit, as OCS' list tells them.
        following: the query of the page after this one.
        problem: why nothing was asked, in words.
        base: the address of the archive.
    """
    areas = [(one["area"], _address(one)) for one in frames if one["area"] is not None]
    found = [
        element("p", _found(len(frames))),
        sky_drawing(areas) if areas else None,
        _table(frames) if frames else None,
    ]
    after = element("p", element("a", "Older frames", href=f"/browse/?{following}", rel="next"))
    return document(
        around.title,
        _head(around),
        _form(given),
        element("p", problem, class_="problem") if problem else joined(*found),
        after if following else None,
        _foot(around, _as_json(given, base)),
        style=STYLE,
    )


def frame_page(around: Around, *, frame: Json, headers: Json, base: str) -> str:
    """Return the page of one frame, with all of its headers."""
    versions = frame["version_set"]
    picture = frame["thumbnails"]
    return document(
        str(frame["basename"]),
        _head(around),
        element("h2", frame["basename"]),
        element("img", src=f"{_address(frame)}/picture", alt="Thumbnail") if picture else None,
        frame_drawing(frame["area"]) if frame["area"] is not None else element("p", "It has no footprint."),
        element("table", *(_row(label, _word(frame[name])) for name, label in SHOWN)),
        element("h3", "Files"),
        element("ul", *(_file(one, frame) for one in versions)) if versions else element("p", "None yet."),
        _related(frame["related_frames"]),
        element("h3", "Headers"),
        element("table", *(_row(key, _word(value)) for key, value in headers.items()), class_="headers"),
        _foot(around, f"{base}/frames/{frame['id']}/"),
        style=STYLE,
    )


def _found(count: int) -> str:
    if count == 0:
        return "No frame fits."
    return "1 frame on this page" if count == 1 else f"{count} frames on this page, newest first"


def _as_json(given: Mapping[str, str], base: str) -> str:
    """Return the address of our own list with the same question: it takes nothing that is empty."""
    asked = urlencode({name: value for name, value in given.items() if value and name != "cursor"})
    return f"{base}/api/v1/archive/frames{'?' if asked else ''}{asked}"


def _foot(around: Around, json: str) -> Markup:
    links = (("As JSON", json), ("Terms of service", around.terms), ("Documentation", around.documentation))
    return element("footer", *(element("a", words, href=where) for words, where in links if where))


def _head(around: Around) -> Markup:
    who = f"You are {around.caller}." if around.caller else "Public frames alone."
    login = element("a", "Say a token", href="/browse/login") if around.caller is None else None
    title = element("h1", element("a", around.title, href="/browse/"))
    return element("header", title, element("p", who, " ", login))


def _form(given: Mapping[str, str]) -> Markup:
    fields = [
        element(
            "label",
            label,
            element("input", name=name, value=given.get(name, ""), placeholder=example, maxlength=200),
        )
        for name, label, example in FIELDS
    ]
    return element("form", *fields, element("button", "Search"), method="get", action="/browse/")


def _table(frames: Sequence[Json]) -> Markup:
    head = element("tr", element("th", "Name"), *(element("th", label) for _, label in COLUMNS))
    rows = [
        element(
            "tr",
            element("td", element("a", one["basename"], href=_address(one))),
            *(element("td", _word(one[name])) for name, _ in COLUMNS),
        )
        for one in frames
    ]
    return element("table", element("thead", head), element("tbody", *rows))


def _file(version: Json, frame: Json) -> Markup:
    name = f"{frame['basename']}{version['extension']}"
    return element(
        "li", element("a", name, href=version["url"]), f" {version['created']}, MD5 {version['md5']}"
    )


def _related(numbers: Sequence[int]) -> Part:
    if not numbers:
        return None
    items = [element("li", element("a", number, href=f"/browse/frames/{number}")) for number in numbers]
    return joined(element("h3", "Related frames"), element("ul", *items))


def _row(label: str, value: str) -> Markup:
    return element("tr", element("th", label, scope="row"), element("td", value))


def _address(frame: Json) -> str:
    return f"/browse/frames/{frame['id']}"


def _word(value: object) -> str:
    return "" if value is None else str(value)
