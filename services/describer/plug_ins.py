"""The describers of an installation: those of this distribution, and those that entry points name."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points

from shared.contracts.messages.description import DESCRIBERS_MAX
from shared.descriptions.port import ENTRY_POINTS, Describer
from shared.model.errors import OperatorError

BUILT_IN = ("services.describer.kernels.describer:KernelDescriber",)
"""Named here and not by entry points: the metadata of an editable installation lag behind its code."""


class DescriberError(OperatorError):
    """A describer cannot be loaded; `str()` is one line that says which and what to do."""


def load_describers(built_in: Iterable[str] = BUILT_IN) -> tuple[Describer, ...]:
    """Return every describer, in the order in which contents are shown to them.

    Raises:
        DescriberError: one cannot be imported, or two have one name.
    """
    found: dict[str, Describer] = {}
    for describer in (*map(_built_in, built_in), *_named()):
        if describer.name in found:
            raise DescriberError(f"two describers are called {describer.name}: uninstall one of them")
        found[describer.name] = describer
    if len(found) > DESCRIBERS_MAX:
        raise DescriberError(f"{len(found)} describers are installed, {DESCRIBERS_MAX} are the most")
    return tuple(found.values())


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
