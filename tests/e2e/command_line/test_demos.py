"""The demos, as a newcomer starts them: each holds itself to what it tells."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("story", ["sites", "pipeline"])
def test_a_demo_comes_out_as_it_tells(tmp_path: Path, story: str) -> None:
    """It ends with 0, stops what it started, and leaves nothing in its temporary place."""
    ran = subprocess.run(
        [sys.executable, "-m", "spicerack", "demo", story],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.rstrip().endswith("Everything stopped cleanly.")
    assert not list(tmp_path.glob("spicerack-demo-*"))
