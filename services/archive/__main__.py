"""`python -m services.archive`: an archive, told by its environment what to do.

`python -m services.archive rebuild` drops all rows and ends; the next archive builds them again. `python -m
services.archive migrate` brings the tables to this version and ends: any number of times, beside itself, too.
"""

import argparse
import sys
from collections.abc import Sequence

from services.archive.app import work
from services.archive.config import ArchiveConfig
from services.archive.migration import bring_up_to_date
from services.archive.rebuild import rebuild
from shared.service.lifecycle import run_service

WORKS = {"serve": work, "rebuild": rebuild, "migrate": bring_up_to_date}


def main(arguments: Sequence[str] = ()) -> None:
    """Run an archive until it is told to stop, drop its rows, or change its tables.

    Arguments are never looked for in `sys.argv`: `spicerack serve archive` calls this with words of its own.
    """
    parser = argparse.ArgumentParser(prog="python -m services.archive")
    parser.add_argument("work", nargs="?", choices=sorted(WORKS), default="serve")
    run_service("archive", ArchiveConfig, WORKS[parser.parse_args(arguments).work])


if __name__ == "__main__":
    main(sys.argv[1:])
