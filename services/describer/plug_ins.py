"""The describers of an installation: those of this distribution, and those that entry points name."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from shared.contracts.messages.description import DESCRIBERS_MAX
from shared.descriptions.port import ENTRY_POINTS, Configurable, Describer
from shared.model.errors import OperatorError

BUILT_IN = (
    "services.describer.kernels.describer:KernelDescriber",
    "services.describer.fits.describer:FitsDescriber",
    "services.describer.documents.describer:DocumentDescriber",
)
"""Named here and not by entry points: the metadata of an editable installation lag behind its code."""

LAST = "services.describer.packings.describer:PackingDescriber"
"""Asked after plug-ins: what is packed may be of a family that one of them knows."""


class DescriberError(OperatorError):
    """A describer cannot be loaded; `str()` is one line that says which and what to do."""


Tables = Mapping[str, Mapping[str, Any]]
"""Settings of describers, by their names."""


def read_tables(path: Path | None) -> Tables:
    """Return the settings of describers as the operator's file has them: a table of TOML for each.

    Raises:
        DescriberError: it cannot be read, or is something else.
    """
    if path is None:
        return {}
    try:
        found = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise DescriberError(f"SPICERACK_DESCRIBE_FILE ({path}) cannot be read: {error}; mend it") from error
    for name, table in found.items():
        if not isinstance(table, dict):
            raise DescriberError(f"SPICERACK_DESCRIBE_FILE ({path}): {name} is no table of a describer")
    return found


def load_describers(
    built_in: Iterable[str] = BUILT_IN, tables: Tables | None = None
) -> tuple[Describer, ...]:
    """Return every describer, in the order in which contents are shown to them.

    Args:
        built_in: references to those of this distribution.
        tables: what the operator has set.

    Raises:
        DescriberError: one cannot be imported, two have one name, or one does not take its settings.
    """
    found: dict[str, Describer] = {}
    for describer in (*map(_built_in, built_in), *_named(), _built_in(LAST)):
        if describer.name in found:
            raise DescriberError(f"two describers are called {describer.name}: uninstall one of them")
        found[describer.name] = describer
    for name, table in (tables or {}).items():
        found[name] = _configured(found.get(name), name, table)
    if len(found) > DESCRIBERS_MAX:
        raise DescriberError(f"{len(found)} describers are installed, {DESCRIBERS_MAX} are the most")
    return tuple(found.values())


def _configured(describer: Describer | None, name: str, table: Mapping[str, Any]) -> Describer:
    if describer is None or not isinstance(describer, Configurable):
        raise DescriberError(f"no describer called {name} takes settings: see SPICERACK_DESCRIBE_FILE")
    try:
        return describer.configured(table)
    except ValueError as error:
        raise DescriberError(f"describer {name} does not take its settings: {error}; mend them") from error


def _built_in(reference: str) -> Describer:
    module, _, name = reference.partition(":")
    made: Describer = getattr(import_module(module), name)()
    return made


def _named() -> Iterator[Describer]:
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda one: one.name):
        try:
            describer: Describer = point.load()()
        except Exception as error:
            raise DescriberError(
                f"describer {point.name} ({point.value}) cannot be loaded: {error}; mend or uninstall it"
            ) from error
        yield describer
