"""The rights of a caller, asked again for each path: what ended meanwhile is noticed by long answers too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.access.grants import Identity, Visibility, is_around, may
from shared.model.scope import Scope


@dataclass(frozen=True, slots=True)
class IdentityRights:
    """What an identity may, as long as what it stands on is good."""

    identity: Identity
    is_good: Callable[[], bool]
    """Tells whether token, link or session still hold."""
    visibility: Callable[[str], Visibility]
    """Returns the rules of a collection as they are now."""
    now: Callable[[], datetime]
    own: str
    """The collection of the process, or EVERY_COLLECTION."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether a scope is given. What is hidden cannot be changed either."""
        place = collection or self.own
        if not self.is_good() or not may(self.identity.grants, scope, place, path):
            return False
        return path is None or not self._hidden(place, path)

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether a path exists for the caller."""
        return self.may(Scope.READ, collection, path)

    def enters(self, collection: str, directory: str) -> bool:
        """Tell whether the caller may see anything below a directory, by its grants and its own rules."""
        if not self.is_good() or (directory and self._hidden(collection, directory)):
            return False
        reading = [grant for grant in self.identity.grants if grant.reaches(Scope.READ, collection)]
        return any(is_around(directory, grant.prefixes) for grant in reading)

    def shows(self, collection: str, directory: str) -> bool | None:
        """Tell whether a directory exists for the caller; None where only with a file in it that does.

        Who may write there finds out by writing, and sees it empty, too.
        """
        if not self.enters(collection, directory):
            return False
        if not directory or any(
            self.may(scope, collection, directory) for scope in (Scope.WRITE, Scope.ADMIN)
        ):
            return True
        reading = [grant for grant in self.identity.grants if grant.reaches(Scope.READ, collection)]
        plain = any(not grant.only and is_around(directory, grant.prefixes) for grant in reading)
        rules = self.visibility(collection)
        hides = rules.hides_below(directory, self.identity.groups, self.now())
        return True if plain and not hides else None

    def has_all(self, scope: Scope, collection: str | None) -> bool:
        """Tell whether a scope is given at every path of a collection."""
        place = collection or self.own
        if not self.is_good() or not self._whole(scope, place):
            return False
        rules = self.visibility(place)
        return self._whole(Scope.ADMIN, place) or not rules.hides_any(self.identity.groups, self.now())

    def prefixes(self, collection: str) -> tuple[str, ...]:
        """Return the paths that all that the caller sees is at or below."""
        reading = [grant for grant in self.identity.grants if grant.reaches(Scope.READ, collection)]
        if any(not grant.prefixes for grant in reading):
            return ("",)
        return tuple(dict.fromkeys(prefix for grant in reading for prefix in grant.prefixes))

    def groups(self) -> frozenset[str]:
        """Return the groups of the identity, as long as it is good."""
        return self.identity.groups if self.is_good() else frozenset()

    def _hidden(self, collection: str, path: str) -> bool:
        rules = self.visibility(collection)
        if not rules.rules or self._is_admin(collection, path):
            return False
        return rules.hides(path, self.identity.groups, self.now())

    def _whole(self, scope: Scope, collection: str) -> bool:
        return any(grant.whole and grant.reaches(scope, collection) for grant in self.identity.grants)

    def _is_admin(self, collection: str, path: str) -> bool:
        return may(self.identity.grants, Scope.ADMIN, collection, path)
