"""Meta-kernels that are written: CSPICE loads what they name, and our own reading agrees."""

from pathlib import Path

import pytest
import spiceypy

from shared.spice.describe.describe import describe
from shared.spice.reading import BytesReader
from shared.spice.text.render import UnrenderableError, render_meta_kernel
from tests.kernels.made import FK, LSK, SCLK

NAMES = {
    "lsk/naif9.tls": LSK,
    "it's a folder/with blanks/craft_9.tsc": SCLK,
    "deep/" + "d" * 60 + "/" + "e+" * 10 + "/craft_v1.tf": FK,
}


def test_cspice_loads_what_a_rendered_meta_kernel_names(tmp_path: Path) -> None:
    """Paths over 80 characters, with blanks, quotes and plus signs, are loaded in their order."""
    root = tmp_path / ("r" * 40)
    for name, text in NAMES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    whole = render_meta_kernel(NAMES, root=str(root), comment="Made for a test.\n\\begindata\nEnd.")
    (tmp_path / "m.tm").write_text(whole)

    spiceypy.kclear()
    spiceypy.furnsh(str(tmp_path / "m.tm"))
    loaded = [spiceypy.kdata(at, "TEXT")[0] for at in range(spiceypy.ktotal("TEXT"))]
    assert loaded == [str(root / name) for name in NAMES]
    assert spiceypy.namfrm("TESTCRAFT") == -999000
    spiceypy.kclear()


def test_our_own_reading_agrees_without_a_problem() -> None:
    """A rendered meta-kernel has the members that it was given, and nothing is wrong with it."""
    paths = [f"ck/{'x' * 70}_{at}.bc" for at in range(200)]
    told = describe(BytesReader(render_meta_kernel(paths, root="/data/" + "y" * 100).encode()), "m.tm")

    assert [each.path for each in told.members] == [f"/data/{'y' * 100}/{path}" for path in paths]
    assert told.problems == ()


@pytest.mark.parametrize(
    ("paths", "root", "words"),
    [
        ([], "/r", "0 kernels"),
        (["a.bc"] * 5_301, "/r", "5301 kernels"),
        (["x" * 260 + ".bc"], "/r", "opens 255"),
        (["x" * 150], "/" + "r" * 110, "opens 255"),
        (["$ROOT.bc"], "/r", r"holds \$"),
        (["é.bc"], "/r", "characters"),
        (["a\n.bc"], "/r", "characters"),
        (["a+"], "/r", "at the end"),
        ([" a.bc"], "/r", "blank"),
        (["a.bc"], "", "characters"),
    ],
)
def test_what_cspice_cannot_load_is_refused(paths: list[str], root: str, words: str) -> None:
    """A path that CSPICE would cut, expand or misread is named, and nothing is written."""
    with pytest.raises(UnrenderableError, match=words):
        render_meta_kernel(paths, root=root)
