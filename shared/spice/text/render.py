"""Meta-kernels, written so that CSPICE loads exactly the kernels that they name, in their order.

One symbol stands for the folder that holds all, so that a person changes one line to move them. Strings over
80 characters are continued by `+`, since CSPICE cuts them without a word.
"""

from collections.abc import Iterable, Iterator

from shared.spice.text.meta_kernel import CONTINUED, MEMBERS_MAX, PATH_MAX
from shared.spice.text.values import STRING_MAX

SYMBOL = "ROOT"
QUOTED_MAX = 120
"""Characters of a string with its quotes doubled: with its place in the line less than the 132 of a line."""
COMMENT_LINE_MAX = 80
"""Characters of a comment's line: what terminals show."""


class UnrenderableError(ValueError):
    """No meta-kernel can name these kernels; the message says which, and the caller must choose others."""


def render_meta_kernel(paths: Iterable[str], *, root: str, comment: str = "") -> str:
    """Return the text of a meta-kernel.

    Args:
        paths: kernels relative to the root, in the order of loading: the last has priority.
        root: the folder that holds them, as CSPICE is to open it; relative ones are relative to the process.
        comment: text before the data, for people; lines that would be markers are left out.

    Raises:
        UnrenderableError: a path is too long for CSPICE, or holds what it takes for something else.
    """
    members = list(paths)
    if not members or len(members) > MEMBERS_MAX:
        raise UnrenderableError(f"{len(members)} kernels: CSPICE loads 1 to {MEMBERS_MAX}")
    for path in members:
        _check(path, len(root) + 1 + len(path))
    _check(root, len(root))
    loads = [line for path in members for line in _elements(f"${SYMBOL}/{path}")]
    return "\n".join(
        [
            "KPL/MK",
            "",
            *_comment(comment),
            "\\begindata",
            "",
            f"PATH_SYMBOLS = ( '{SYMBOL}' )",
            "",
            *_list("PATH_VALUES", list(_elements(root))),
            *_list("KERNELS_TO_LOAD", loads),
            "\\begintext",
            "",
        ]
    )


def _check(path: str, whole: int) -> None:
    shown = ascii(path[:COMMENT_LINE_MAX])
    if not path or not (path.isascii() and path.isprintable()):
        raise UnrenderableError(f"{shown} holds characters that CSPICE does not read: rename it")
    if "$" in path or path != path.strip() or path.endswith(CONTINUED):
        raise UnrenderableError(f"{shown} holds $, a blank at an end or + at the end: rename it")
    if whole > PATH_MAX:
        raise UnrenderableError(f"{shown} has {whole} characters with its folder, CSPICE opens {PATH_MAX}")


def _elements(text: str) -> Iterator[str]:
    """Give the quoted strings that make a text, each but the last continued."""
    while len(text) > STRING_MAX or len(_quoted(text)) > QUOTED_MAX:
        cut = min(STRING_MAX, len(text)) - len(CONTINUED)
        # A piece must fit in its line, and not end in a blank, which CSPICE trims, or in a mark of its own.
        while cut > 1 and (text[cut - 1] in (" ", CONTINUED) or len(_quoted(text[:cut])) > QUOTED_MAX):
            cut -= 1
        yield _quoted(text[:cut] + CONTINUED)
        text = text[cut:]
    yield _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _list(name: str, elements: list[str]) -> list[str]:
    return [f"{name} = (", *(f"   {element}" for element in elements), ")", ""]


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        shown = "".join(each if each.isascii() and each.isprintable() else "?" for each in line)
        if not shown.strip().lower().startswith("\\begin"):
            yield shown[:COMMENT_LINE_MAX].rstrip()
    if text:
        yield ""
