"""Values of services' settings that a file gives, checked as the services themselves would. Pure."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from shared.model.variables import PREFIX
from spicerack.errors import UsageProblem
from spicerack.up.request.settings import DECIDED

FINITE = ConfigDict(allow_inf_nan=False)
"""As services have it: a time that never comes would stop them without a word."""

SCALARS = (str, int, float, bool)
"""What an environment variable can hold."""


class SettingValues:
    """The settings that services know, with what they take."""

    def __init__(
        self, fields: Mapping[str, Mapping[str, FieldInfo]], *, site_services: frozenset[str]
    ) -> None:
        """Take note of what there is.

        Args:
            fields: the fields of each service's configuration, by the name of the service.
            site_services: the services that each site has of its own.
        """
        self._all = _merged(fields)
        self._of_sites = _merged({name: some for name, some in fields.items() if name in site_services})

    def variables(
        self, settings: Mapping[str, object], *, table: str, of_site: bool = False
    ) -> dict[str, str]:
        """Return settings, named as in `table` of a file, as SPICERACK_* variables.

        Raises:
            UsageProblem: no service knows one, or takes its value.
        """
        known = self._of_sites if of_site else self._all
        return {
            variable_of(name): _checked(name, value, known=known, table=table)
            for name, value in settings.items()
        }


def variable_of(name: str) -> str:
    """Return the variable of a setting."""
    return PREFIX + name.upper()


def _merged(fields: Mapping[str, Mapping[str, FieldInfo]]) -> dict[str, FieldInfo]:
    every = {name: one for some in fields.values() for name, one in some.items()}
    return {name: one for name, one in every.items() if variable_of(name) not in DECIDED}


def _checked(name: str, value: object, *, known: Mapping[str, FieldInfo], table: str) -> str:
    if name not in known:
        raise UsageProblem(f"unknown key {name!r} in [{table}]: known are {', '.join(sorted(known))}")
    if not isinstance(value, SCALARS):
        raise UsageProblem(f"{name} in [{table}] has to be a text, a number or a boolean")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    info = known[name]
    field: Any = Annotated[info.annotation, info]
    adapter: TypeAdapter[Any] = TypeAdapter(field, config=FINITE)
    try:
        adapter.validate_python(text)
    except ValidationError as error:
        raise UsageProblem(f"{name} in [{table}]: {error.errors()[0]['msg']}") from error
    return text
