"""What a caller is refused, and in which words."""

import pytest

from shared.web.authorise import Caller, Everything, Scope
from shared.web.problem import ForbiddenError, NotFoundError, UnauthenticatedError, nothing_at


class Reader(Everything):
    """Reads below `open` of collection `c`, and nothing else."""

    def may(self, scope: Scope, collection: str | None, path: str | None = None) -> bool:
        """Tell whether it is reading there."""
        return scope is Scope.READ and collection in ("c", None)

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether it is below."""
        return collection == "c" and path.startswith("open/")

    def may_look(self, collection: str, path: str) -> bool:
        """Tell whether it is below, whatever stands there."""
        return self.sees(collection, path)

    def has_all(self, scope: Scope, collection: str | None) -> bool:
        """Return False."""
        return False


KNOWN = Caller("reader", rights=Reader())
UNKNOWN = Caller("10.0.0.1", rights=Reader(), known=False)


def test_who_did_not_say_who_it_is_is_asked_to() -> None:
    """A caller without a token gets 401 where one with other rights gets 403 or 404."""
    for caller, scope, refusal in (
        (KNOWN, Scope.WRITE, ForbiddenError),
        (UNKNOWN, Scope.WRITE, UnauthenticatedError),
    ):
        with pytest.raises(refusal):
            caller.demand(scope, "c")
    with pytest.raises(UnauthenticatedError):
        UNKNOWN.demand_sight("c", "shut/a")
    with pytest.raises(UnauthenticatedError):
        UNKNOWN.demand_all("c")


@pytest.mark.parametrize("path", ["shut/a", "open/../shut/a", "open//a", "/open/a", "open/\0"])
def test_a_hidden_path_is_answered_as_one_that_never_was(path: str) -> None:
    """The words are those about a path that is not there; a path out of form leads past no prefix."""
    with pytest.raises(NotFoundError) as refused:
        KNOWN.demand_sight("c", path)
    assert str(refused.value) == nothing_at("c", path)


def test_what_is_allowed_passes() -> None:
    """A path that is seen, and everything for who may everything."""
    KNOWN.demand(Scope.READ, "c")
    KNOWN.demand_sight("c", "open/a")
    Caller("local").demand_sight("c", "any//thing")
    Caller("local").demand_all("c")
