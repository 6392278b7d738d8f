"""What people do at the sites, and what they see there: a program that runs in a container of its own.

It has every site's volume at /sites/<name>, and nothing but Python's standard library.

    people_program.py look SITE...             prints the tree of each site
    people_program.py work NAME SITE...        changes files until /tmp/stop is there; prints what is left
"""

import hashlib
import json
import os
import random
import sys
import time
from pathlib import Path

SITES = Path("/sites")
STOP = Path("/tmp/stop")
CONTROL = ".spicerack"
PAUSE = 0.05
"""Seconds between two changes: twenty a second keep every service busy, and leave a core to the others."""
LONGEST = 900.0
"""Seconds after which the work ends by itself, when nobody stops it."""
LARGEST = 200_000

Tree = dict[str, str]


def tree(site: str) -> Tree:
    """Return the BLAKE2 of each file below the root of a site."""
    found: Tree = {}
    root = SITES / site
    for directory, names, files in os.walk(root):
        if Path(directory) == root and CONTROL in names:
            names.remove(CONTROL)
        for name in files:
            path = Path(directory) / name
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # replaced, or gone, since the directory was read
                continue
            found[str(path.relative_to(root))] = digest(content)
    return found


def digest(content: bytes) -> str:
    """Return the name of a content."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def change(chance: random.Random, directory: str, site: str, left: Tree) -> None:
    """Make, rewrite, append to or delete one file of this site's people; note in `left` what must be left."""
    path = f"{directory}/{site}/{chance.randrange(10)}/{chance.randrange(30)}.dat"
    file = SITES / site / path
    there = path in left
    if there and chance.random() < 0.15:
        file.unlink()
        del left[path]
        return
    content = file.read_bytes() if there and chance.random() < 0.5 else b""
    content += chance.randbytes(chance.randrange(LARGEST))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    left[path] = digest(content)


def work(name: str, sites: list[str]) -> Tree:
    """Change files below `name`, each site's people in a directory of theirs, till told to stop."""
    chance = random.Random(name)
    left: Tree = {}
    deadline = time.monotonic() + LONGEST
    while not STOP.exists() and time.monotonic() < deadline:
        change(chance, name, chance.choice(sites), left)
        time.sleep(PAUSE)
    return left


def main(command: str, *arguments: str) -> None:
    """Do one of the two, and print the result as JSON."""
    if command == "look":
        print(json.dumps({site: tree(site) for site in arguments}))
    else:
        print(json.dumps(work(arguments[0], list(arguments[1:]))))


if __name__ == "__main__":
    main(*sys.argv[1:])
