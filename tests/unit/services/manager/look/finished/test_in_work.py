"""Files with companions wait."""

import pytest

from services.manager.look.finished.in_work import companions
from services.manager.look.problems import InWork
from tests.unit.services.manager.directory_look import Desk, paths


@pytest.mark.parametrize(
    ("companion", "path"),
    [
        ("spk/a.bsp.aria2", "spk/a.bsp"),
        ("a.bsp.part", "a.bsp"),
        ("a.bsp.crdownload", "a.bsp"),
        ("a.bsp.filepart", "a.bsp"),
        ("spk/.~lock.notes.txt#", "spk/notes.txt"),
    ],
)
def test_a_companion_stands_for_the_file_beside_it(companion: str, path: str) -> None:
    """Each program has a name of its own for it."""
    assert companions([path, companion, "other"])[path] == companion


def test_a_file_waits_until_its_companion_is_gone() -> None:
    """Half a file is not published under its final name; what is known already is not gone."""
    desk = Desk()
    desk.user.write("spk/a.bsp", b"whole")
    desk.follow()
    desk.user.write("spk/a.bsp", b"half of a new one")
    desk.user.write("spk/a.bsp.aria2", b"control")
    look = desk.look()
    assert paths(look.changed) == ["spk/a.bsp.aria2"]
    assert look.gone == ()
    assert [problem.path for problem in look.problems if isinstance(problem, InWork)] == ["spk/a.bsp"]
    desk.user.delete("spk/a.bsp.aria2")
    assert paths(desk.look().changed) == ["spk/a.bsp"]
