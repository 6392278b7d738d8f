"""Selections of a collection, as a client asks for them. Pure."""

from dataclasses import dataclass

from shared.contracts.http.files import FileRow
from shared.model.entry import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Some files of a collection."""

    prefix: str = ""
    """Paths that begin with this."""
    glob: str | None = None
    """Paths that match: `*` and `?` within a component, `**` over several."""
    at: str | int | None = None
    """As it stood at a revision, or at a time (ISO 8601); None is now."""
    changed_since: int | None = None
    """Paths that changed after this revision."""
    content: str | None = None
    """Files with this BLAKE3-256."""
    min_size: int | None = None
    max_size: int | None = None

    def parameters(self, **more: str | int | None) -> dict[str, str | int | None]:
        """Return them as parameters of a request."""
        return {
            "prefix": self.prefix or None,
            "glob": self.glob,
            "at": self.at,
            "changed_since": self.changed_since,
            "content": self.content,
            "min_size": self.min_size,
            "max_size": self.max_size,
            **more,
        }


def is_file(row: FileRow) -> bool:
    """Tell whether a row is of a file, not of a directory or a tombstone."""
    return row.kind == Kind.FILE.value and row.content is not None
