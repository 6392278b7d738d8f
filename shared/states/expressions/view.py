"""The view that an expression has while it is evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import Engine
from shared.states.limits import Limits
from shared.states.values import Json


@dataclass(frozen=True, slots=True)
class View:
    """The surroundings of one evaluation.

    `value` is what `$` means in JSONPath; `states` is what `$states` holds in JSONata beside the context
    (input, result, errorOutput); `now` is the time of the decision in UTC.
    """

    value: Json
    context: Mapping[str, Json]
    variables: Mapping[str, Json]
    states: Mapping[str, Json]
    draws: Draws
    now: datetime
    limits: Limits
    engine: Engine

    def of(self, value: Json) -> "View":
        """The same surroundings with another value for `$`."""
        return replace(self, value=value)

    def with_states(self, **more: Json) -> "View":
        """The same surroundings with more members of `$states`."""
        return replace(self, states={**self.states, **more})
