"""The words by which a rule of replicas says what kernels a site follows, by what they mean."""

from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool

from shared.contracts.messages.kernels.kernel_facts import CODE_MAX, CODE_MIN
from shared.model.base import FrozenModel
from shared.model.paths import RelativePath
from shared.spice.builtin.bodies import codes_by_name
from shared.spice.kinds.kind import Family
from shared.spice.select.model import Meaning
from shared.spice.times.read_time import span_of_text

WORDS_MAX = 20
"""Of one kind in one rule: fifty such rules fit a message."""

TEXT_MAX = 64
"""Characters of a time, a mission or a body: CSPICE keeps 36 of a body's name."""


DIGITS_MAX = 9
"""Of a code in a text: those that NAIF gives have fewer than ten."""


def _known_body(text: str) -> str:
    """Check a name. Raises ValueError."""
    if _code(text) is None and _name(text) not in codes_by_name():
        raise ValueError(f"{text!r} is no body that SPICE knows without kernels: say NAIF's code of it")
    return text


def _span(text: str) -> str:
    """Check a span of time. Raises ValueError."""
    span_of_text(text)
    return text


BodyName = Annotated[str, Field(strict=True, min_length=1, max_length=TEXT_MAX), AfterValidator(_known_body)]
BodyCode = Annotated[int, Field(strict=True, ge=CODE_MIN, le=CODE_MAX)]
Span = Annotated[str, Field(strict=True, min_length=1, max_length=2 * TEXT_MAX), AfterValidator(_span)]
Mission = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")]


class KernelWords(FrozenModel):
    """What a rule says of kernels. All of it has to fit a kernel but `closure_of` and `first_of`."""

    closure_of: Annotated[tuple[RelativePath, ...], Field(max_length=WORDS_MAX)] = ()
    """Meta-kernels that the site follows, with all that they load; beside what the other words say."""
    first_of: Annotated[tuple[RelativePath, ...], Field(max_length=WORDS_MAX)] = ()
    """Meta-kernels: what they load, of what the site follows anyway, is placed early."""
    kinds: Annotated[tuple[Family, ...], Field(max_length=WORDS_MAX)] = ()
    """Kernels of these kinds alone."""
    bodies: Annotated[tuple[BodyName | BodyCode, ...], Field(max_length=WORDS_MAX)] = ()
    """Kernels alone that cover one of these, by a name that SPICE knows without kernels or NAIF's code."""
    missions: Annotated[tuple[Mission, ...], Field(max_length=WORDS_MAX)] = ()
    """Kernels alone whose name or folder is of these missions, as `spicerack kernels` tells them."""
    covers: Annotated[tuple[Span, ...], Field(max_length=WORDS_MAX)] = ()
    """Kernels alone that cover some of these times, or nothing over time: `2026-01-01/2026-02-01`, UTC."""
    newest_only: StrictBool = False
    """Without versions that newer ones replaced."""

    @cached_property
    def meaning(self) -> Meaning:
        """What they say together, for `shared.spice.select`."""
        names = codes_by_name()
        codes = (one if isinstance(one, int) else _code(one) for one in self.bodies)
        bodies = (
            names[_name(str(one))] if code is None else code
            for one, code in zip(self.bodies, codes, strict=True)
        )
        return Meaning(
            closure_of=frozenset(self.closure_of),
            kinds=frozenset(self.kinds),
            bodies=frozenset(bodies),
            missions=frozenset(one.lower() for one in self.missions),
            covers=tuple(map(span_of_text, self.covers)),
            newest_only=self.newest_only,
        )

    @property
    def by_meaning(self) -> bool:
        """Whether they say what the site follows."""
        return bool(self.closure_of) or self.meaning.asks_of_kernels

    @property
    def about_kernels(self) -> bool:
        """Whether they say anything at all."""
        return bool(self.first_of) or self.by_meaning


def _name(text: str) -> str:
    return " ".join(text.split()).upper()


def _code(text: str) -> int | None:
    """Return the code that a text is."""
    digits = text.strip().removeprefix("-")
    known = digits.isascii() and digits.isdecimal() and len(digits) <= DIGITS_MAX
    return int(text) if known else None
