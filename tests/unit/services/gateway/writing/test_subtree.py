"""Directories as their callers see them."""

from pathlib import Path

import pytest

from services.gateway.writing import subtree
from services.gateway.writing.subtree import subtree_of
from shared.web.problem import RefusedError
from tests.unit.services.gateway.desk import open_desk


@pytest.mark.parametrize(
    ("paths", "looked", "told"), [(4, 100, True), (3, 100, False), (100, 5, False), (100, 6, True)]
)
async def test_one_request_takes_so_many_paths_and_looks_at_so_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: int, looked: int, told: bool
) -> None:
    """What is hidden counts for the time that it takes alone."""
    monkeypatch.setattr(subtree, "PATHS_MAX", paths)
    monkeypatch.setattr(subtree, "LOOKED_MAX", looked)
    async with open_desk(tmp_path) as desk:
        await desk.make_directory("d")
        await desk.commit({f"d/{name}": b"x" for name in ("a", "b.h", "c", "d.h", "e", "f.h")})
        view = desk.context.followed.projection
        head = view.head("d")
        assert head is not None
        if not told:
            with pytest.raises(RefusedError):
                subtree_of(view, head, sees=lambda entry: not entry.path.endswith(".h"))
            return
        tree = subtree_of(view, head, sees=lambda entry: not entry.path.endswith(".h"))
        assert [entry.path for entry in tree.entries] == ["d", "d/a", "d/c", "d/e"]
        assert (tree.kept, tree.left) == (frozenset({"d"}), ("d",))
