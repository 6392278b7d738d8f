#!/usr/bin/env python3
"""A step in Python: how many lines each file in its directory has."""

import json
import sys
from pathlib import Path

given = json.load(sys.stdin)
counts = {name: len(Path(name).read_bytes().splitlines()) for name in given["names"]}
print("counted", ", ".join(counts), file=sys.stderr)
json.dump({"lines": counts}, sys.stdout)
