"""Python runs this at its start where tests put this folder on its path."""

import os

from testing.switches.install import KILL_AT, REDELIVER, install

if {KILL_AT, REDELIVER} & set(os.environ):
    install(os.environ)
