"""HTML that is put together from parts, each escaped where it is put in. Pure."""

from dataclasses import dataclass
from html import escape

MEDIA_TYPE = "text/html; charset=utf-8"

EMPTY = frozenset({"input", "link", "meta", "img", "path", "line", "rect", "circle"})
"""Elements that hold nothing (WHATWG HTML, 13.1.2), and those of SVG that need not."""


@dataclass(frozen=True, slots=True)
class Markup:
    """Text that is HTML already."""

    text: str


Part = Markup | str | int | float | None
"""What an element holds: text is escaped, None is nothing."""


def element(name: str, /, *parts: Part, **attributes: str | int | float | bool | None) -> Markup:
    """Return an element.

    Args:
        name: of the element.
        parts: what it holds.
        attributes: by name, `_` at the end of one that is a word of Python, `_` in it for `-`. None and False
            leave one out, True has no value.
    """
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in EMPTY:
        return Markup(
            f"<{name}{said}>" if name not in ("path", "line", "rect", "circle") else f"<{name}{said}/>"
        )
    return Markup(f"<{name}{said}>{joined(*parts).text}</{name}>")


def joined(*parts: Part) -> Markup:
    """Return parts one after the other."""
    return Markup("".join(_escaped(part) for part in parts))


def document(title: str, *parts: Part, style: str) -> str:
    """Return a page.

    Args:
        title: of the window.
        parts: of the body.
        style: the address of its style sheet.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name_="viewport", content="width=device-width"),
        element("title", title),
        element("link", rel="stylesheet", href=style),
    )
    return "<!DOCTYPE html>\n" + element("html", head, element("body", *parts), lang="en").text + "\n"


def _escaped(part: Part) -> str:
    if part is None:
        return ""
    return part.text if isinstance(part, Markup) else escape(str(part))


def _attribute(key: str, value: str | int | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
