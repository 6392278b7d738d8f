"""The needs that a question has led to so far, and what no kernel gives. Pure."""

from collections.abc import Iterable, Sequence

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.sets.model import Candidate, Missing, Piece
from shared.spice.sets.needs import Dynamic, Static

NEEDS_MAX = 2_000
"""Subjects and definitions that one question leads to."""


class TooManyNeedsError(ValueError):
    """The caller asks for too much at once; `str()` says so."""


class Needed:
    """Keeps needs, each once, and all kernels that were looked at for them."""

    def __init__(self) -> None:
        self.static: dict[tuple[str, str], Static] = {}
        """Definitions, by what they are and the kind of kernel."""
        self.dynamic: dict[tuple[str, int], Dynamic] = {}
        """What is covered over time, by subject and code."""
        self.variables: set[str] = set()
        """How the variables begin that an answer depends on."""
        self.meeting_shapes: list[tuple[Piece, Piece]] = []
        """Pairs of shapes that have the same part of a surface at some time: the outermost counts."""
        self._missing: dict[tuple[str, str], list[Interval]] = {}
        self._looked: dict[str, Candidate] = {}

    def define(
        self,
        what: str,
        family: Family,
        candidates: Sequence[Candidate],
        *,
        gaps: Sequence[Interval] = (),
        optional: bool = False,
        variables: Iterable[str] = (),
    ) -> None:
        """Need a definition that any of some kernels has; where there is none it is missing, over `gaps`.

        `variables` are the beginnings of the names of those that make it.

        Raises:
            TooManyNeedsError: there are more than NEEDS_MAX.
        """
        self.look(candidates)
        self.variables.update(variables)
        able = tuple(one for one in candidates if one.superseded_by is None) or tuple(candidates)
        if able:
            self.static[what, family.value] = Static(what, able)
        elif not optional:
            self.lack(what, family, gaps)
        self._bound()

    def over_time(self, subject: str, code: int, family: Family) -> Dynamic:
        """Return the need of a subject over time, a new one where none was. Raises TooManyNeedsError."""
        key = (subject, code)
        if key not in self.dynamic:
            self.dynamic[key] = Dynamic(f"{subject} {code}", family.value)
        self._bound()
        return self.dynamic[key]

    def lack(self, what: str, family: Family, gaps: Iterable[Interval]) -> None:
        """Note that no kernel gives a thing, and when."""
        self._missing.setdefault((what, family.value), []).extend(gaps)

    def seen(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """Return pieces, once their kernels are noted as looked at."""
        self.look(one.candidate for one in pieces)
        return pieces

    def look(self, candidates: Iterable[Candidate]) -> None:
        """Note kernels as looked at."""
        self._looked.update((one.path, one) for one in candidates)

    def missing(self) -> tuple[Missing, ...]:
        """Return what no kernel gives, by what it is."""
        return tuple(
            Missing(what, family, union(gaps)) for (what, family), gaps in sorted(self._missing.items())
        )

    def looked(self) -> tuple[Candidate, ...]:
        """Return all kernels that were looked at, by path."""
        return tuple(self._looked[path] for path in sorted(self._looked))

    def _bound(self) -> None:
        if len(self.static) + len(self.dynamic) > NEEDS_MAX:
            raise TooManyNeedsError(f"the question leads to more than {NEEDS_MAX} subjects: ask for fewer")
