"""JSONPath queries: paths that may select many values (wildcards, slices, filters, descent)."""

import re
from collections.abc import Iterable
from typing import Final, cast

import jsonpath
from jsonpath.match import JSONPathMatch

from shared.states.expressions.faults import ExpressionError
from shared.states.values import Json

_FROM_END: Final = re.compile(r"\[\s*\(\s*@\.length(?:\(\))?\s*-\s*(\d{1,9})\s*\)\s*\]")
"""The older dialect's way to count from the end, `[(@.length-1)]`: the engine knows `[-1]` only."""
_QUOTES: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_MANY: Final = re.compile(r"\.\.|\*|\[[^\]]*[,:?]")

_DESCENTS_MAX: Final = 2
"""Times that a path goes down to all that is below: each one multiplies the values that it looks at."""
_VISITS_MAX: Final = 200_000
"""Values that one query looks at: as many as the largest payload holds, and a second of a slow machine."""


class TooManyVisitsError(ArithmeticError):
    """A query looks at more values than are allowed."""


class _Visits:
    """Values that one query has looked at."""

    def __init__(self) -> None:
        self.count = 0

    def add(self) -> None:
        self.count += 1
        if self.count > _VISITS_MAX:
            raise TooManyVisitsError(f"a path looks at more than {_VISITS_MAX} values")


class _Counted(JSONPathMatch):
    """A value that a query looks at, counted with all that are below it."""

    __slots__ = ("visits",)

    visits: _Visits

    def new_child(self, obj: object, key: int | str) -> JSONPathMatch:
        """Return one below it."""
        child = super().new_child(obj, key)
        assert isinstance(child, _Counted)
        child.visits = self.visits
        self.visits.add()
        return child


def _environment() -> jsonpath.JSONPathEnvironment:
    environment = jsonpath.JSONPathEnvironment()
    # Backtracking regular expressions have no bound on their time.
    for name in ("match", "search"):
        del environment.function_extensions[name]
    return environment


class Query:
    """A compiled query. `many` tells whether the path may select several values, whatever it finds."""

    def __init__(self, text: str) -> None:
        """Compile `text`, which begins with `$`; ExpressionError says what the engine refuses."""
        plain = _QUOTES.sub("''", text)
        if "=~" in plain:
            raise ExpressionError(
                f"'{text}' uses a regular expression; choose with StringMatches or JSONata instead"
            )
        if plain.count("..") > _DESCENTS_MAX:
            raise ExpressionError(
                f"'{text}' descends ('..') more than {_DESCENTS_MAX} times: name what is meant"
            )
        translated = _FROM_END.sub(r"[-\1]", text)
        try:
            self._compiled = _environment().compile(translated)
        except jsonpath.JSONPathError as error:
            reason = str(error).splitlines()[0]
            raise ExpressionError(f"'{text}' is not a path: {reason}") from error
        self.many = bool(_MANY.search(_QUOTES.sub("''", translated)))

    def find(self, document: Json) -> list[Json]:
        """All values that the query selects, in the order of the document.

        TooManyVisitsError: it looks at too many.
        """
        if not isinstance(document, dict | list):
            # The engine takes text for JSON and refuses other scalars; a query selects within containers.
            return []
        if not isinstance(self._compiled, jsonpath.JSONPath):
            return cast(list[Json], self._compiled.findall(document))
        found = _Counted(filter_context={}, obj=document, parent=None, path="$", parts=(), root=document)
        found.visits = _Visits()
        matches: Iterable[JSONPathMatch] = (found,)
        for segment in self._compiled.segments:
            matches = segment.resolve(matches)
        return cast(list[Json], [one.obj for one in matches])
