"""One edit that reaches five sites: what it costs on the bus, and how often it is encoded."""

import re
from pathlib import Path

import httpx

from tests.e2e.harness import Rack, random_bytes, write

SIZE = 8_000_000
EDITS = 5
MOST = 1.2
"""Times the bytes of one site."""

_ENCODED = re.compile(r"^spicerack_transfer_encoded_total\{.*\} (\S+)$", re.MULTILINE)


def run(directory: Path) -> bool:
    """Measure one target and five, print both, and tell whether the bound is kept."""
    one, _ = _cost(directory / "one", targets=1)
    five, encoded = _cost(directory / "five", targets=5)
    kept = five <= MOST * one and encoded == EDITS
    print(
        f"{EDITS} edits to 1 site: {one} bytes; to 5 sites: {five} bytes, {five / one:.2f} times, "
        f"{encoded} contents encoded{'' if kept else '  BROKEN'}"
    )
    return kept


def _cost(directory: Path, *, targets: int) -> tuple[int, int]:
    """Return the bytes sent for some edits, and how many contents were encoded for them at all sites."""
    names = [f"site-{number}" for number in range(targets + 1)]
    data = bytearray(random_bytes(1, SIZE))
    with Rack(directory, *names).running() as rack:
        path = rack[names[0]] / "orbit.bsp"
        write(path, bytes(data))
        rack.synced()
        before, encoded = _sent(rack), _encoded(rack)
        for number in range(EDITS):
            data[number * 1000 : number * 1000 + 4096] = random_bytes(number + 2, 4096)
            write(path, bytes(data))
            rack.synced()
        return _sent(rack) - before, _encoded(rack) - encoded


def _sent(rack: Rack) -> int:
    return int(rack.status()["transfers"]["sent_bytes"])


def _encoded(rack: Rack) -> int:
    total = 0.0
    for number in range(len(rack.names)):
        port = rack.port + len(rack.names) + 1 + number
        text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False, verify=False).text
        total += sum(map(float, _ENCODED.findall(text)))
    return int(total)
