"""`python -m services.spice`: the SPICE service, told by its environment what to do.

`python -m services.spice rebuild` drops its database and ends; the next service folds it again.
"""

import argparse
import sys
from collections.abc import Sequence

from services.spice.app import work
from services.spice.config import SpiceConfig
from services.spice.rebuild import rebuild
from shared.service.lifecycle import run_service

WORKS = {"serve": work, "rebuild": rebuild}


def main(arguments: Sequence[str] = ()) -> None:
    """Run the service until it is told to stop, or drop its database.

    Arguments are never looked for in `sys.argv`: `spicerack serve spice` calls this with words of its own.
    """
    parser = argparse.ArgumentParser(prog="python -m services.spice")
    parser.add_argument("work", nargs="?", choices=sorted(WORKS), default="serve")
    run_service("spice", SpiceConfig, WORKS[parser.parse_args(arguments).work])


if __name__ == "__main__":
    main(sys.argv[1:])
