"""The port of describers: each knows one family of files, and tells of one content from its bytes alone.

A describer is a plug-in: a class without arguments, named by an entry point of the group ENTRY_POINTS. It
runs in a process of its own that may die, without network, writable files, or secrets. All describers pass
`testing/describers/conformance.py`.
"""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from shared.contracts.messages.description import Findings

ENTRY_POINTS = "spicerack.describers"
"""The group of entry points (packaging.python.org, "Entry points specification")."""


class Source(Protocol):
    """The bytes of one content, which do not change while they are read."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`: fewer only where the content ends. May raise OSError."""


class Describer(Protocol):
    """One family of files. The same bytes under the same name give the same findings, always."""

    @property
    def name(self) -> str:
        """Its name: lower case, digits and dashes; it never changes."""

    @property
    def version(self) -> int:
        """1 and up; it rises whenever the findings of any content may differ. All are described anew then."""

    def recognises(self, source: Source, name: str) -> bool:
        """Tell whether the content is of its family, by a glance at its head, or by its name."""

    def describe(self, source: Source, name: str) -> Findings:
        """Return all that the content tells. No bytes make it raise; errors of input pass through."""


@runtime_checkable
class Configurable(Protocol):
    """A describer that an operator may set: by a table of the file that SPICERACK_DESCRIBE_FILE names."""

    def configured(self, table: Mapping[str, Any]) -> Describer:
        """Return the describer with settings; its version tells that they changed.

        Raises:
            ValueError: they are none of its own; `str()` is one line.
        """
