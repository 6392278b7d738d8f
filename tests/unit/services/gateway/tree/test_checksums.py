"""`sha256sum --check` accepts every line."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from services.gateway.tree.checksums import line


@pytest.mark.parametrize("name", ["a.bsp", "two  blanks", "back\\slash", "line\nfeed", "return\rhere", "ü*?"])
def test_sha256sum_checks_a_file_of_any_name(tmp_path: Path, name: str):
    """Its own escapes are written as it reads them."""
    (tmp_path / name).write_bytes(b"bytes")
    (tmp_path / "list").write_text(line(hashlib.sha256(b"bytes").hexdigest(), name), newline="")
    checked = subprocess.run(
        ["sha256sum", "--strict", "--check", "list"], cwd=tmp_path, capture_output=True, check=False
    )

    assert checked.returncode == 0, checked.stderr
