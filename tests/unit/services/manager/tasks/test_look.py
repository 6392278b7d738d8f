"""What a partial look must see again."""

from services.manager.look.directory.scan import WHOLE, Scope, scan
from services.manager.look.problems import Unreadable
from services.manager.tasks.look import with_problems
from shared.roots.posix.files.port import DeniedError
from testing.disk.root import Root


def test_a_look_above_an_unreadable_directory_finds_it_again():
    """Else its problem would leave the status although nobody can read it yet."""
    root = Root()
    root.user.write("closed/file", b"x")
    root.user.write("readable/file", b"x")

    def deny(operation: str, path: str) -> None:
        if (operation, path) == ("list", "closed"):
            raise DeniedError("closed: permission denied")

    root.faults.before = deny
    scope = with_problems(Scope(directories=frozenset({""})), ["closed", "readable/gone", "far/away"])
    found = list(scan(root.files, scope, is_known=lambda _: True))
    assert [item.path for item in found if isinstance(item, Unreadable)] == ["closed"]
    assert scope.directories == frozenset({"", "closed"})


def test_a_problem_that_is_a_file_costs_nothing_but_a_look_at_its_directory():
    """A path that is no directory leads back to the listing that is read anyway."""
    root = Root()
    root.user.write("link", b"x")
    scope = with_problems(Scope(directories=frozenset({""})), ["link"])
    assert len(list(scan(root.files, scope, is_known=lambda _: True))) == 1


def test_a_whole_look_stays_whole():
    """It sees everything again."""
    assert with_problems(WHOLE, ["closed"]) is WHOLE
