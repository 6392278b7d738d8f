#!/usr/bin/env bash
# CSPICE loads a text kernel that has two assignments on one line and silently leaves the second one out,
# where the first is a list in parentheses. Without the parentheses the same line is an error.
#
# Versions: spiceypy 8.3.0, toolkit CSPICE_N0067.
# Guess before running: SPICE(TYPEMISMATCH) or SPICE(BADVARASSIGN) in both cases, since Kernel Required Reading
# demands that an assignment begins on a line of its own.
# Seen: `A = (1) B = (2)` loads A and says nothing of B; `A = 1 B = 2` raises. It matters for frame and
# instrument kernels edited by hand: the constant that is missing shows much later, or an older kernel's value
# of it stays in use.
# Exit code 0: as described. 1: changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check spiceypy==8.3.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import spiceypy

folder = Path(sys.argv[1])
print("toolkit", spiceypy.tkvrsn("TOOLKIT"))


def load(line: str) -> dict[str, list[float]] | str:
    kernel = folder / "probe.tpc"
    kernel.write_text(f"KPL/PCK\n\\begindata\n{line}\nZ = 9\n\\begintext\n")
    spiceypy.kclear()
    try:
        spiceypy.furnsh(str(kernel))
    except spiceypy.utils.exceptions.SpiceyError as error:
        return type(error).__name__
    return {name: list(map(float, spiceypy.gdpool(name, 0, 9))) for name in sorted(spiceypy.gnpool("*", 0, 9))}


seen = {line: load(line) for line in ("A = (1) B = (2)", "A = ( 1 ) B = 2", "A = 1 B = 2")}
for line, result in seen.items():
    print(f"{line!r}: {result}")
dropped = {"A": [1.0], "Z": [9.0]}
as_described = seen["A = (1) B = (2)"] == seen["A = ( 1 ) B = 2"] == dropped and isinstance(seen["A = 1 B = 2"], str)
sys.exit(0 if as_described else 1)
PYTHON
