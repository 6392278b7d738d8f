"""kubectl, as an administrator of one cluster."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from testing.kubernetes.programs import program

PATIENCE = 120.0
"""Seconds for one command: it asks a busy machine."""


class KubectlError(Exception):
    """A command was refused; the text has what it was and what was said."""


class Kubectl:
    """Runs commands by one kubeconfig.

    Args:
        kubeconfig: of the administrator.
        inside: words before each command, which run it where the API server can be asked.
    """

    def __init__(self, kubeconfig: Path, inside: Sequence[str] = ()) -> None:
        self.kubeconfig = kubeconfig
        self._words = [*inside, str(program("kubectl"))]

    def __call__(self, *arguments: str, given: str = "", patience: float | None = PATIENCE) -> str:
        """Run one command; return what it prints, warnings with it.

        Args:
            arguments: its words.
            given: what it reads from its input.
            patience: seconds until it is killed; None where it has a time-out of its own.

        Raises:
            KubectlError: it failed.
        """
        done = subprocess.run(
            [*self._words, *arguments],
            input=given,
            env={**os.environ, "KUBECONFIG": str(self.kubeconfig)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=patience,
            check=False,
        )
        if done.returncode:
            raise KubectlError(f"kubectl {' '.join(arguments)}: {done.stdout[-4000:]}")
        return done.stdout
