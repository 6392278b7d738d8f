"""Templates of States.Format, and the escapes of texts in calls."""

from typing import Final

from shared.states.values import Json, to_text

_MARK: Final = "\x00"


def unescape(text: str, *, braces: bool) -> str:
    r"""Unescape resolves `\'` and `\\`; `\{` and `\}` stay as they are where Format still needs them."""
    pieces: list[str] = []
    position = 0
    while position < len(text):
        if text[position] == "\\" and position + 1 < len(text):
            following = text[position + 1]
            keep = following not in "'\\" and not (braces and following in "{}")
            pieces.append("\\" + following if keep else following)
            position += 2
        else:
            pieces.append(text[position])
            position += 1
    return "".join(pieces)


def fill(template: str, values: tuple[Json, ...]) -> str:
    r"""Fill puts the values into the places `{}`; `\{` and `\}` are braces. ValueError: counts differ."""
    marked = template.replace("\\{", _MARK + "1").replace("\\}", _MARK + "2")
    pieces = marked.split("{}")
    if len(pieces) - 1 != len(values):
        raise ValueError(f"the template has {len(pieces) - 1} places for {len(values)} values")
    texts = [value if isinstance(value, str) else to_text(value) for value in values]
    plain = [piece.replace(_MARK + "1", "{").replace(_MARK + "2", "}") for piece in pieces]
    return plain[0] + "".join(text + piece for text, piece in zip(texts, plain[1:], strict=True))
