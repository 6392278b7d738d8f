"""JSONPath queries: paths that may select many values (wildcards, slices, filters, descent)."""

import re
from typing import Final, cast

import jsonpath

from shared.states.expressions.faults import ExpressionError
from shared.states.values import Json

_FROM_END: Final = re.compile(r"\[\s*\(\s*@\.length(?:\(\))?\s*-\s*(\d{1,9})\s*\)\s*\]")
"""The older dialect's way to count from the end, `[(@.length-1)]`: the engine knows `[-1]` only."""
_QUOTES: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_MANY: Final = re.compile(r"\.\.|\*|\[[^\]]*[,:?]")


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
        translated = _FROM_END.sub(r"[-\1]", text)
        try:
            self._compiled = _environment().compile(translated)
        except jsonpath.JSONPathError as error:
            reason = str(error).splitlines()[0]
            raise ExpressionError(f"'{text}' is not a path: {reason}") from error
        self.many = bool(_MANY.search(_QUOTES.sub("''", translated)))

    def find(self, document: Json) -> list[Json]:
        """All values that the query selects, in the order of the document."""
        if not isinstance(document, dict | list):
            # The engine takes text for JSON and refuses other scalars; a query selects within containers.
            return []
        return cast(list[Json], self._compiled.findall(document))
