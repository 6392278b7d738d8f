"""Patterns of whole paths, matched in a time that nobody's pattern can blow up. Pure.

`*` is any run of characters within a name, `?` one of them, `[a-z]` or `[!a-z]` one of, or not of, a set,
and `**` as a whole name is any number of directories, or none. Regular expressions would be shorter, but
their time grows with a power of the number of stars: patterns come from callers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

PATTERN_MAX = 4095
"""Characters: a pattern without wildcards is a path."""

DEEP = "**"

WILDCARDS = frozenset("*?[")
"""What makes a text a pattern."""

Token = TypeVar("Token")
Part = TypeVar("Part")


class GlobError(ValueError):
    """The pattern is out of form; the message says where."""


@dataclass(frozen=True, slots=True)
class _Characters:
    """One character of a set; of those that are not in it where `but` is set."""

    ranges: tuple[tuple[str, str], ...]
    but: bool = False

    def take(self, character: str) -> bool:
        """Tell whether it fits."""
        return any(low <= character <= high for low, high in self.ranges) is not self.but

    def example(self) -> str | None:
        """Return a character that fits; None where none of the usual does."""
        usual = (*"x0X_-.", *(low for low, _ in self.ranges))
        return next((one for one in usual if self.take(one) and one != "/"), None)

    def expression(self) -> str | None:
        """Return it as a regular expression within a name; None where no character fits."""
        ranges = "".join(f"{_escaped(low)}-{_escaped(high)}" for low, high in self.ranges if low <= high)
        if self.but:
            return f"[^/{ranges}]"
        return f"[{ranges}]" if ranges else None


ANY = _Characters((), but=True)
"""Any character."""


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a pattern."""

    text: str
    tokens: tuple[_Characters | None, ...] = ()
    """None is a star. Without any, the text is plain."""

    def fits(self, name: str) -> bool:
        """Tell whether a name fits."""
        return _greedy(self.tokens, name, _Characters.take) if self.tokens else name == self.text

    def example(self) -> str | None:
        """Return a name that fits; None where none does."""
        if not self.tokens:
            return self.text
        parts = ["x" if token is None else token.example() for token in self.tokens]
        return None if None in parts else "".join(part for part in parts if part is not None)

    def expression(self) -> str | None:
        """Return it as a regular expression; None where no name fits."""
        if not self.tokens:
            return "".join(map(_escaped, self.text))
        parts = ["[^/]*" if token is None else token.expression() for token in self.tokens]
        return None if None in parts else "".join(part for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class Glob:
    """One pattern."""

    text: str
    names: tuple[_Name | None, ...]
    """None is any number of directories."""

    def matches(self, path: str) -> bool:
        """Tell whether the whole of a path fits."""
        return _greedy(self.names, path.split("/"), _Name.fits)

    def expression(self) -> str | None:
        """Return a regular expression for a path with a slash behind it; None where no path fits.

        It is one of PostgreSQL and of Python alike. Neither takes time that grows with a power of the stars
        for those that admins store; a database has a bound on statements besides.
        """
        parts = ["([^/]*/)*" if name is None else name.expression() for name in self.names]
        if None in parts:
            return None
        pairs = zip(self.names, parts, strict=True)
        return f"^{''.join(f'{part}' if name is None else f'{part}/' for name, part in pairs)}$"

    def example(self) -> str | None:
        """Return a path that fits; None where none does."""
        names = ["example" if name is None else name.example() for name in self.names]
        if None in names:
            return None
        path = "/".join(name for name in names if name is not None)
        return path if self.matches(path) else None

    @property
    def prefix(self) -> str:
        """The characters that every path that fits begins with."""
        end = min(
            (at for at, character in enumerate(self.text) if character in "*?["), default=len(self.text)
        )
        # `a/**` is `a`, too.
        return self.text[:end].removesuffix("/") if self.text.startswith(DEEP, end) else self.text[:end]


def parse_glob(text: str) -> Glob:
    """Return a pattern.

    Raises:
        GlobError: it is empty or too long, or a set of characters in it is out of form.
    """
    if not text or len(text) > PATTERN_MAX:
        raise GlobError(f"a pattern has 1 to {PATTERN_MAX} characters, not {len(text)}")
    return Glob(text, tuple(None if part == DEEP else _name(part) for part in text.split("/")))


def whole_pattern(text: str) -> str:
    """Return the pattern of whole paths that a typed one means: without `/` it is of names anywhere.

    So selections have it (`files?glob=`). A rule that meant less by the same word would uncover something.
    """
    anywhere = "/" not in text and text != DEEP and not WILDCARDS.isdisjoint(text)
    return f"{DEEP}/{text}" if anywhere else text


def hiding_glob(text: str) -> Glob:
    """Return the pattern of what a rule hides by a text: what fits it, and what is in directories that do.

    Raises:
        GlobError: see `parse_glob`.
    """
    names = parse_glob(text).names  # The bound on its length is that of what an admin says.
    whole = whole_pattern(text)
    names = names if whole == text else (None, *names)
    return Glob(whole, names) if names[-1] is None else Glob(f"{whole}/{DEEP}", (*names, None))


def fits_something(text: str) -> bool:
    """Tell whether any path can fit a pattern: none has an empty, `.` or `..` part."""
    return not {"", ".", ".."}.intersection(text.split("/"))


def _escaped(character: str) -> str:
    """Return a character as regular expressions spell any, within brackets or not."""
    if character.isascii() and character.isalnum():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _name(text: str) -> _Name:
    if not any(character in text for character in "*?["):
        return _Name(text)
    tokens: list[_Characters | None] = []
    at = 0
    while at < len(text):
        if text[at] == "[":
            characters, at = _set(text, at + 1)
            tokens.append(characters)
            continue
        tokens.append({"*": None, "?": ANY}.get(text[at], _Characters(((text[at], text[at]),))))
        at += 1
    return _Name(text, tuple(tokens))


def _set(text: str, at: int) -> tuple[_Characters, int]:
    """Return the set that begins after a bracket, and where it ends."""
    but = text.startswith("!", at)
    begin = at + but
    end = text.find("]", begin + 1)  # A bracket that comes first is one of the set.
    if end < 0:
        raise GlobError(f"pattern {text!r}: a [ has no ]")
    ranges: list[tuple[str, str]] = []
    inside = text[begin:end]
    while inside:
        ranged = len(inside) > 2 and inside[1] == "-"
        ranges.append((inside[0], inside[2] if ranged else inside[0]))
        inside = inside[3 if ranged else 1 :]
    return _Characters(tuple(ranges), but), end + 1


def _greedy(
    pattern: Sequence[Token | None], parts: Sequence[Part], fits: Callable[[Token, Part], bool]
) -> bool:
    """Tell whether parts fit a pattern in which None stands for any number of them.

    Only the last star has to be tried again with one part more, so that the time is at most the product of
    both lengths (the usual matching of wildcards, e.g. in Krauss 2008).
    """
    at = here = 0
    star, tried = -1, 0
    while here < len(parts):
        token = pattern[at] if at < len(pattern) else None
        if at < len(pattern) and token is None:
            star, tried = at, here
            at += 1
        elif token is not None and fits(token, parts[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            tried += 1
            at, here = star + 1, tried
        else:
            return False
    return all(token is None for token in pattern[at:])
