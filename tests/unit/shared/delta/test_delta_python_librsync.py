"""Why python-librsync is no dependency (docs/decisions/0002): it does not give the bytes back.

It runs in a process of its own, since it breaks librsync's calling convention and may take the process
along. What it makes of that depends on registers and stack; that it is wrong does not.
"""

import random
import subprocess
import sys
from importlib.metadata import version

import pytest

BASIS = random.Random(1).randbytes(300_000)
NEW = BASIS[:1000] + b"inserted" + BASIS[1000:]

PATCH = """
import librsync
print("loaded", flush=True)
with open("basis", "rb") as basis, open("delta", "rb") as delta:
    made = librsync.patch(basis, delta).read()
with open("result", "wb") as out:
    out.write(made)
"""


@pytest.fixture
def workplace(tmp_path):
    """Basis and new file, and the signature and delta that librsync's own rdiff makes of them."""
    (tmp_path / "basis").write_bytes(BASIS)
    (tmp_path / "new").write_bytes(NEW)
    rdiff = ["rdiff", "--force"]
    subprocess.run([*rdiff, "signature", "basis", "rdiff.signature"], cwd=tmp_path, check=True, timeout=60)
    subprocess.run([*rdiff, "delta", "rdiff.signature", "new", "delta"], cwd=tmp_path, check=True, timeout=60)
    return tmp_path


def test_the_release_is_the_one_that_the_decision_speaks_of():
    """A newer release is a reason to look at the decision again."""
    assert version("python-librsync") == "0.1.post5"


def test_its_patch_gives_wrong_bytes(workplace):
    """Its copy callback takes three of librsync's four arguments: a sound delta makes other bytes."""
    command = [sys.executable, "-c", PATCH]
    done = subprocess.run(command, cwd=workplace, check=False, capture_output=True, timeout=60)
    assert done.stdout.startswith(b"loaded")
    result = workplace / "result"
    assert done.returncode != 0 or result.read_bytes() != NEW
    subprocess.run(["rdiff", "patch", "basis", "delta", "by-rdiff"], cwd=workplace, check=True, timeout=60)
    assert (workplace / "by-rdiff").read_bytes() == NEW


def test_its_signature_leaves_the_format_to_chance():
    """It declares two of rs_sig_begin's three arguments: the format is what a register happens to hold."""
    asked = "import librsync; print(len(librsync._librsync.rs_sig_begin.argtypes))"
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, timeout=60)
    assert done.stdout.strip() == b"2"
