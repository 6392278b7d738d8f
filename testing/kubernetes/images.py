"""Images of a cluster: those of one static program each are made here, for containerd to take in."""

import hashlib
import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path

NOBODY = "65532:65532"


def image_of(program: Path, name: str, archive: Path, *, arguments: Sequence[str] = ()) -> Path:
    """Write an image that has one static program and nothing else, run by an ordinary user.

    Args:
        program: the file; it lies in the image's root.
        name: of the image, with its tag.
        archive: where it is written, in the form of `docker save`.
        arguments: what the program is given.

    Returns:
        The archive.
    """
    layer = _tar({program.name: program.read_bytes()}, mode=0o755)
    digest = hashlib.sha256(layer).hexdigest()
    settings = {"Entrypoint": [f"/{program.name}", *arguments], "User": NOBODY}
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": settings,
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
    }
    manifest = [{"Config": "config.json", "RepoTags": [name], "Layers": ["layer.tar"]}]
    files = {"layer.tar": layer, "config.json": _json(config), "manifest.json": _json(manifest)}
    archive.write_bytes(_tar(files, mode=0o644))
    return archive


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _tar(files: dict[str, bytes], *, mode: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
