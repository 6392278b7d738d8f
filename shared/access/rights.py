"""The rights of a caller, asked again for each path: what ended meanwhile is noticed by long answers too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.access.grants import Grant, Identity, Visibility, is_around, may
from shared.model.globs import Glob
from shared.model.scope import Scope
from shared.web.authorise import Rights
from shared.web.problem import ProblemError


def token_of(rights: Rights) -> str | None:
    """Return the id of the token that rights stand on; None where they stand on none of ours."""
    return rights.identity.token if isinstance(rights, IdentityRights) else None


@dataclass(frozen=True, slots=True)
class IdentityRights:
    """What an identity may, as long as what it stands on is good."""

    identity: Identity
    is_good: Callable[[], bool]
    """Tells whether token, link or session still hold."""
    ended: Callable[[], ProblemError]
    """Returns what is said where they do not."""
    visibility: Callable[[str], Visibility]
    """Returns the rules of a collection as they are now."""
    now: Callable[[], datetime]
    own: str
    """The collection of the process, or EVERY_COLLECTION."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether a scope is given. What is hidden cannot be changed either."""
        place = collection or self.own
        if not self._may_by_words(scope, place, path):
            return False
        # Who may write a frame need not see it: pipelines hand frames in that are others' to read.
        return path is None or scope is not Scope.READ or not self._is_others_frame(place, path)

    def holds(self, scope: Scope, collection: str, path: str) -> bool:
        """Tell whether a scope is given by the grants, whatever rules hide."""
        return self.is_good() and may(self.identity.grants, scope, collection, path)

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether a path exists for the caller."""
        return self.may(Scope.READ, collection, path)

    def sees_content(self, collection: str, path: str, content: str) -> bool:
        """Tell whether bytes of any time at a path exist for the caller."""
        return self.sees(collection, path) and not self._is_others_frame(collection, path, content)

    def may_look(self, collection: str, path: str) -> bool:
        """Tell whether the caller may read at a path by its grants, whatever stands there or rules hide."""
        return self.holds(Scope.READ, collection, path)

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
        frames = scope is Scope.READ and self.visibility(place).frames is not None
        return self._whole_by_words(place) and (not frames or self._whole(Scope.ADMIN, place))

    def has_all_paths(self, collection: str) -> bool:
        """Tell whether the caller may read at every path, whatever stands there."""
        return self.is_good() and self._whole(Scope.READ, collection) and self._whole_by_words(collection)

    def prefixes(self, collection: str) -> tuple[str, ...]:
        """Return the paths that all that the caller sees is at or below."""
        reading = [grant for grant in self.identity.grants if grant.reaches(Scope.READ, collection)]
        if any(not grant.prefixes for grant in reading):
            return ("",)
        return tuple(dict.fromkeys(prefix for grant in reading for prefix in grant.prefixes))

    def grants(self, scope: Scope, collection: str) -> tuple[Grant, ...]:
        """Return the grants that give a scope somewhere in a collection, as long as the identity is good."""
        found = (grant for grant in self.identity.grants if grant.reaches(scope, collection))
        return tuple(found) if self.is_good() else ()

    def hidden(self, collection: str) -> tuple[Glob, ...]:
        """Return the patterns of paths that rules hide from the identity now, where it is no admin."""
        return self.visibility(collection).in_force(self.identity.groups, self.now())

    def groups(self) -> frozenset[str]:
        """Return the groups of the identity, as long as it is good."""
        return self.identity.groups if self.is_good() else frozenset()

    def demand_good(self) -> None:
        """Make sure that token, link or session still hold. Raises ProblemError."""
        if not self.is_good():
            raise self.ended()

    def _may_by_words(self, scope: Scope, collection: str, path: str | None) -> bool:
        if not self.is_good() or not may(self.identity.grants, scope, collection, path):
            return False
        return path is None or not self._hidden(collection, path)

    def _hidden(self, collection: str, path: str) -> bool:
        rules = self.visibility(collection)
        if not rules.rules or self._sees_hidden(collection, path):
            return False
        return rules.hides(path, self.identity.groups, self.now())

    def _whole_by_words(self, collection: str) -> bool:
        """Tell whether no rule hides any path from the caller."""
        if self._whole(Scope.ADMIN, collection):
            return True
        return not self.visibility(collection).hides_any(self.identity.groups, self.now())

    def _is_others_frame(self, collection: str, path: str, content: str | None = None) -> bool:
        """Tell whether a path, or bytes at it, are a frame that the caller may not see yet."""
        frames = self.visibility(collection).frames
        if frames is None or self._sees_hidden(collection, path):
            return False
        return frames.hides(path, content, self.identity.groups, self.now())

    def _whole(self, scope: Scope, collection: str) -> bool:
        return any(grant.whole and grant.reaches(scope, collection) for grant in self.identity.grants)

    def _sees_hidden(self, collection: str, path: str) -> bool:
        """Tell whether a path exists for the caller whatever hides it: for admins, and by their links."""
        needed = Scope.READ if self.identity.sees_hidden else Scope.ADMIN
        return may(self.identity.grants, needed, collection, path)
