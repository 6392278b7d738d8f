"""A SPICE service whose site holds kernels. No test module."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.kernels import real
from tests.kernels.made import made
from tests.unit.services.spice.rack import Rack, open_rack

MADE = {
    "lsk/naif9.tls": "naif9.tls",
    "spk/craft_v1.bsp": "craft_v1.bsp",
    "fk/craft_v1.tf": "craft_v1.tf",
    "ck/craft_v1.bc": "craft_v1.bc",
    "sclk/craft_9.tsc": "craft_9.tsc",
}
"""Kernels that a test makes: a spacecraft -999 about the Earth, its frame, clock and pointing."""

PLANETS = {
    "base/lsk/naif0012.tls": "isis/naif0012.tls",
    "base/spk/de421.bsp": "pypi/de421.bsp",
    "base/pck/pck00010.tpc": "ale/pck00010.tpc",
    "base/pck/gm_de440.tpc": "anise/gm_de440.tpc",
}
"""Real kernels: leap seconds, planets, shapes and masses."""


def made_files(names: Mapping[str, str] = MADE) -> dict[str, bytes]:
    """Return kernels that a test makes, by path."""
    return {path: made(name) for path, name in names.items()}


def real_files(names: Mapping[str, str] = PLANETS) -> dict[str, bytes]:
    """Return real kernels by path; skips the test where this machine has none."""
    return {path: (real.needed() / "kernels" / name).read_bytes() for path, name in names.items()}


@asynccontextmanager
async def laid_rack(folder: Path, files: Mapping[str, bytes], **settings: object) -> AsyncIterator[Rack]:
    """Yield a service that knows kernels, and holds their files."""
    async with open_rack(folder, **settings) as rack:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        await rack.commit(dict(files))
        yield rack
