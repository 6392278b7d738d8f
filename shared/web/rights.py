"""The port of rights: what a caller may, and sees. Where no access is set up everybody has all of them."""

from typing import Protocol

from shared.model.scope import Scope


class Rights(Protocol):
    """What a caller may. Asked again for each path: rights that ended meanwhile answer False."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether a scope is given in a collection, at a path of it or anywhere (None).

        Collection None is that of the process, or all, where it serves all; EVERY_COLLECTION is all.
        """
        ...

    def holds(self, scope: Scope, collection: str, path: str) -> bool:
        """Tell whether a scope is given at a path by the caller's grants, whatever rules hide."""
        ...

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether a path exists for the caller."""
        ...

    def sees_content(self, collection: str, path: str, content: str) -> bool:
        """Tell whether bytes that stand, or stood, at a path exist for the caller."""
        ...

    def may_look(self, collection: str, path: str) -> bool:
        """Tell whether the caller may read at a path by its words alone, whatever stands there."""
        ...

    def enters(self, collection: str, directory: str) -> bool:
        """Tell whether the caller may see anything below a directory; the root is the empty string."""
        ...

    def shows(self, collection: str, directory: str) -> bool | None:
        """Tell whether a directory exists for the caller; None where only with a file in it that does."""
        ...

    def has_all(self, scope: Scope, collection: str | None) -> bool:
        """Tell whether a scope is given at every path of a collection. None is as for `may`."""
        ...

    def prefixes(self, collection: str) -> tuple[str, ...]:
        """Return the paths that all that the caller sees is at or below; `("",)` is the whole collection."""
        ...

    def groups(self) -> frozenset[str]:
        """Return the groups that the caller is in: for rules of visibility, and the proposals of frames."""
        ...

    def demand_good(self) -> None:
        """Make sure that what the rights stand on still holds. Raises ProblemError: it ended, and how."""
        ...


class Everything:
    """The rights of who may do everything."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Return True."""
        del scope, collection, path
        return True

    def holds(self, scope: Scope, collection: str, path: str) -> bool:
        """Return True."""
        del scope, collection, path
        return True

    def sees(self, collection: str, path: str) -> bool:
        """Return True."""
        del collection, path
        return True

    def sees_content(self, collection: str, path: str, content: str) -> bool:
        """Return True."""
        del collection, path, content
        return True

    def may_look(self, collection: str, path: str) -> bool:
        """Return True."""
        del collection, path
        return True

    def enters(self, collection: str, directory: str) -> bool:
        """Return True."""
        del collection, directory
        return True

    def shows(self, collection: str, directory: str) -> bool | None:
        """Return True."""
        del collection, directory
        return True

    def has_all(self, scope: Scope, collection: str | None) -> bool:
        """Return True."""
        del scope, collection
        return True

    def prefixes(self, collection: str) -> tuple[str, ...]:
        """Return the whole."""
        del collection
        return ("",)

    def groups(self) -> frozenset[str]:
        """Return none: there is nothing that one would add."""
        return frozenset()

    def demand_good(self) -> None:
        """Do nothing: they never end."""


EVERYTHING = Everything()
