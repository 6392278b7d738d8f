"""Streams hold buffers, not files: a process of its own that moves 256 MiB and tells its largest size."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
SIZE_MIB = 256
RESIDENT_MIB_MAX = 150
"""An interpreter with these imports takes about 40 MiB; half of the file would be over the bound."""

WORK = """
import random, sys
from shared.delta.decode import decode_verified
from shared.delta.encode import encode_content
from shared.delta.hashing import hash_readable
from shared.delta.librsync import sign
from shared.delta.pack import PackEntry, PackSplitter, PackWriter
from shared.roots.posix.files.directory import PosixFiles

root, size_mib, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
files = PosixFiles(root)
source = random.Random(1)
with files.create("old") as old, files.create("new") as new:
    new.write(b"inserted")
    for number in range(size_mib):
        block = source.randbytes(1 << 20)
        old.write(block)
        new.write(source.randbytes(1 << 20) if number % 8 == 0 else block)

with files.open("old") as old, files.open("new") as new:
    content, size = hash_readable(new), new.status().fingerprint.size
    signature = b"".join(sign(old, size=size_mib << 20)) if how == "delta" else None
    encoded = encode_content(new, size=size, basis_signature=signature)
    assert encoded.encoding == how
    writer = PackWriter("0" * 32)
    entry = PackEntry(content=content, size=size, encoding=how, basis=content, chunks=encoded.chunks)
    with files.create("pack") as pack:
        lengths = []
        for part in writer.parts([entry]):
            pack.write(part)
            lengths.append(len(part))
    with files.open("pack") as pack, files.create("result") as target:
        parts = (pack.read_at(sum(lengths[:n]), length) for n, length in enumerate(lengths))
        (packed,), splitter = writer.manifest().contents, PackSplitter(writer.manifest())
        stream = (piece.data for part in parts for piece in splitter.split(part))
        decode_verified(packed, stream, basis=old, target=target, reopen=lambda: files.open("result"))
# Not ru_maxrss: that begins with what the parent had when it forked.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


@pytest.mark.parametrize("how", ["delta", "full"])
def test_memory_stays_bounded_while_a_large_file_streams(tmp_path, how):
    """Hash, sign, encode, pack, unpack, decode and verify 256 MiB in far less memory than that."""
    command = [sys.executable, "-c", WORK, str(tmp_path), str(SIZE_MIB), how]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    assert int(done.stdout) < RESIDENT_MIB_MAX
