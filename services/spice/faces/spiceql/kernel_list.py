"""Kernels as callers of SpiceQL name them: paths, or patterns below a mission and a kind. Pure.

Patterns are matched by the engine that pydantic has, which takes linear time whatever the pattern: a caller
can write none that takes for ever.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from pydantic_core import SchemaError, SchemaValidator, core_schema

from services.spice.faces.spiceql.errors import RequestError
from shared.spice.names.missions import GENERIC
from shared.spice.names.model import Quality

ENTRIES_MAX = 200
"""Of one list: SpiceQL's examples have five."""

ENTRY_MAX = 400
"""Characters of an entry: a pattern with alternatives for some dozens of names."""

MATCHES_MAX = 4_000
"""Kernels of one list: CSPICE keeps 5000 files."""

KINDS = {"tspk": "spk", "iak": "ik"}
"""Kinds that SpiceQL tells apart, and SPICE does not."""

BASE = "base"
"""SpiceQL's name of what serves all missions."""

QUALITIES = {
    "smithed": (Quality.SMITHED,),
    "reconstructed": (Quality.RECONSTRUCTED, Quality.UNTOLD),
    "predicted": (Quality.PREDICTED,),
    "nadir": (Quality.NADIR,),
    "noquality": (Quality.UNTOLD,),
}
"""SpiceQL has the quality in tables of its own; a name that tells none is of a kernel as it was published."""


class Named(Protocol):
    """A kernel, as an entry is held against it."""

    @property
    def path(self) -> str:
        """Its path in the collection."""

    @property
    def family(self) -> str:
        """Its kind."""

    @property
    def mission(self) -> str:
        """Its mission, `generic` or empty."""

    @property
    def quality(self) -> int:
        """Of its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list."""

    written: str
    mission: str
    kind: str
    qualities: tuple[int, ...] | None
    pattern: SchemaValidator

    def fits(self, kernel: Named) -> bool:
        """Tell whether it names a kernel."""
        return (
            kernel.family == self.kind
            and self._is_of(kernel.mission)
            and (self.qualities is None or kernel.quality in self.qualities)
            and self.pattern.isinstance_python(PurePosixPath(kernel.path).name)
        )

    def _is_of(self, mission: str) -> bool:
        # The names of SpiceQL are also those of instruments and bodies, whose kernels lie in no such folder.
        return mission == self.mission or mission in ("", GENERIC)


def entry_of(written: str) -> Entry:
    """Return an entry that is no path. Raises RequestError."""
    parts = written.strip("/").split("/")
    if len(written) > ENTRY_MAX or len(parts) not in (3, 4) or not written.startswith("/"):
        raise RequestError(
            f"kernelList: {written[:80]!r} is neither the path of a kernel here, "
            "nor /NAME/KIND[/QUALITY]/PATTERN"
        )
    name, kind, *quality, pattern = parts
    if quality and quality[0] not in QUALITIES:
        raise RequestError(f"kernelList: {quality[0]!r} is no quality: they are {', '.join(QUALITIES)}")
    return Entry(
        written=written,
        mission=GENERIC if name == BASE else name.lower(),
        kind=KINDS.get(kind, kind),
        qualities=tuple(map(int, QUALITIES[quality[0]])) if quality else None,
        pattern=_pattern(pattern),
    )


def _pattern(text: str) -> SchemaValidator:
    # SpiceQL's own examples write \{5\} for the counted repetition of other dialects.
    plain = text.replace(r"\{", "{").replace(r"\}", "}")
    schema = core_schema.str_schema(pattern=f"^(?:{plain})$", regex_engine="rust-regex", strict=True)
    try:
        return SchemaValidator(schema)
    except SchemaError as error:
        raise RequestError(f"kernelList: {text!r} is no pattern") from error


def listed(entries: Sequence[str], kernels: Iterable[Named]) -> list[str]:
    """Return the paths that entries name, in their order; of one entry by path.

    Raises:
        RequestError: an entry is none, names nothing, or there are too many.
    """
    if len(entries) > ENTRIES_MAX:
        raise RequestError(f"kernelList has {len(entries)} entries, {ENTRIES_MAX} are read")
    known = list(kernels)
    paths = {kernel.path for kernel in known}
    found = [path for entry in entries for path in _of_entry(entry, known, paths)]
    if len(found) > MATCHES_MAX:
        raise RequestError(f"kernelList names {len(found)} kernels, {MATCHES_MAX} can be loaded")
    return list(dict.fromkeys(found))


def _of_entry(written: str, kernels: Sequence[Named], paths: set[str]) -> Iterator[str]:
    if written.lstrip("/") in paths:
        yield written.lstrip("/")
        return
    entry = entry_of(written)
    fitting = [kernel.path for kernel in kernels if entry.fits(kernel)]
    if not fitting:
        raise RequestError(f"kernelList: {written!r} names no kernel here")
    yield from fitting
