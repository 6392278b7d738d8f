"""The turn of a file among those that wait."""

from services.manager.state.rules.turn import SMALL_TEXT_BYTES, turn_of
from shared.contracts.messages.sites.replica_rules import Followed
from shared.model.entry import Kind


def order(
    *files: tuple[str, int], priority: tuple[str, ...] = (), members: tuple[str, ...] = ()
) -> list[str]:
    """Return paths as they are asked for; one of size -1 is a directory."""
    turn = turn_of(Followed(priority=priority), frozenset(members))

    def place(file: tuple[str, int]) -> tuple[int, str]:
        path, size = file
        return turn(path, Kind.DIRECTORY if size < 0 else Kind.FILE, size), path

    return [path for path, _ in sorted(files, key=place)]


def test_small_text_kernels_come_before_what_is_large() -> None:
    """A text kernel that is no small one takes its turn among the others."""
    files = [("a.bsp", 9), ("b.tf", SMALL_TEXT_BYTES + 1), ("c.TLS", 9), ("d.tsc", SMALL_TEXT_BYTES)]
    assert order(*files) == ["c.TLS", "d.tsc", "a.bsp", "b.tf"]


def test_what_the_rule_names_comes_first_in_the_order_of_its_patterns() -> None:
    """Then members of meta-kernels that are named, then small text kernels."""
    files = [("a.tls", 1), ("ck/b.bc", 1), ("spk/c.bsp", 1), ("d.bsp", 1), ("e.bsp", 1)]
    found = order(*files, priority=("spk/", "*.bc"), members=("e.bsp",))
    assert found == ["spk/c.bsp", "ck/b.bc", "e.bsp", "a.tls", "d.bsp"]


def test_directories_come_before_all_that_may_be_in_them() -> None:
    """However urgent that is."""
    assert order(("z", -1), ("z/a.tls", 1), ("z/b", -1), priority=("*.tls",)) == ["z", "z/b", "z/a.tls"]
