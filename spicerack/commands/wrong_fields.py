"""Words for fields of a request that were typed out of form."""

from collections.abc import Mapping

from pydantic import ValidationError

from shared.model.base import VALUE_ERROR
from spicerack.errors import UsageProblem


def typed_wrongly(error: ValidationError, options: Mapping[str, str]) -> UsageProblem:
    """Return what a person is told: the option as it is typed, and what is wrong with it.

    Args:
        error: of the request that was made of what was typed.
        options: by field of the request; a field without one goes by its own name.
    """
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    where = options.get(field, field)
    words = first["msg"].removeprefix(VALUE_ERROR)
    return UsageProblem(f"{where}: {words}" if where else words)
