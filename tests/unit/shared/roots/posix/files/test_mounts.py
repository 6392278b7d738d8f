"""What is mounted below a root."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.mounts import mounts_below

TABLE = rb"""21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 21 8:17 / /data/a/ck rw shared:9 master:2 - xfs /dev/sdb1 rw
41 21 8:1 /home/anna/pck /data/a/pck rw - ext4 /dev/sda1 rw
42 21 0:50 / /data/a/with\040blank rw - nfs4 host:/export\040two rw
43 21 0:51 / /data/another rw - tmpfs tmpfs rw
44 40 0:52 / /data/a/ck rw - tmpfs tmpfs rw
45 21 8:1 / /data/a rw - ext4 /dev/sda1 rw
broken
"""


def test_mounts_are_told_by_relative_path_with_type_source_and_part() -> None:
    """Bind mounts have a part; of two mounts at one place the later one is seen; others are none of ours."""
    assert mounts_below(TABLE, "/data/a") == {
        "ck": "tmpfs tmpfs /",
        "pck": "ext4 /dev/sda1 /home/anna/pck",
        "with blank": "nfs4 host:/export two /",
    }


def test_a_root_without_mounts_has_none(tmp_path: Path) -> None:
    """The usual case."""
    assert PosixFiles(tmp_path).mounts() == {}


INSIDE = """
import json, subprocess, sys
from shared.roots.posix.files.directory import PosixFiles
root = sys.argv[1]
def run(*command): subprocess.run(command, check=True)
seen = [dict(PosixFiles(root).mounts())]
run("mount", "-t", "tmpfs", "first", root + "/ck")
seen.append(dict(PosixFiles(root).mounts()))
run("mount", "--bind", root + "/spk", root + "/pck")
seen.append(dict(PosixFiles(root).mounts()))
run("umount", root + "/ck")
run("mount", "-t", "tmpfs", "first", root + "/ck")
seen.append(dict(PosixFiles(root).mounts()))
print(json.dumps(seen))
"""


def test_real_mounts_come_and_go_with_what_they_are(tmp_path: Path) -> None:
    """A tmpfs and a bind mount are seen in a namespace of an ordinary user's own."""
    for name in ("ck", "spk", "pck"):
        (tmp_path / name).mkdir()
    command = ["unshare", "--map-root-user", "--mount", sys.executable, "-c", INSIDE, str(tmp_path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        pytest.skip("no unshare(1) here")
    if done.returncode:
        pytest.skip(f"no mounts for ordinary users here: {done.stderr[-200:]}")
    none, one, two, again = json.loads(done.stdout)
    assert none == {}
    assert list(one) == ["ck"]
    assert sorted(two) == sorted(again) == ["ck", "pck"]
    assert again["pck"] == two["pck"]
