"""A person beside a cluster: the command line, where the names of the rack's services are known."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.kubernetes.harness import Rack

IN_ITS_PLACE = 'mount --bind "$1" /etc/hosts; shift; exec "$@"'
"""Only the command sees these names: it has mounts of its own."""
PATIENCE = 60.0


class Person:
    """Types commands.

    Args:
        rack: that is asked.
        place: where the hosts file is.
        settings: variables of the environment.
    """

    def __init__(self, rack: Rack, place: Path, **settings: str) -> None:
        self._rack, self._hosts, self.settings = rack, place / "hosts", settings

    def type(self, *words: str) -> str:
        """Run `spicerack` with these words; return what it prints.

        Raises:
            subprocess.CalledProcessError: it did not exit with 0.
        """
        self._hosts.write_text(self._names())
        outside = ["unshare", "--mount", "sh", "-c", IN_ITS_PLACE, "-", str(self._hosts)]
        argv = [*outside, *self._rack.cluster.network.inside, sys.executable, "-m", "spicerack", *words]
        environment = {**os.environ, **self.settings}
        return subprocess.run(
            argv, env=environment, stdout=subprocess.PIPE, text=True, timeout=PATIENCE, check=True
        ).stdout

    def sees(self, site: str, path: str) -> bool:
        """Tell whether a site's manager knows of a file: it has been decided."""
        try:
            listed = self.type("ls", path, "--json", "--url", f"http://{site}-manager:8080")
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return False
        return path in listed

    def _names(self) -> str:
        """Return a hosts file: a pod that is ready for each service, reached by the way to its own node."""
        slices = json.loads(self._rack.ask("get", "endpointslices", "--output=json"))["items"]
        ready = {
            one["metadata"]["labels"]["kubernetes.io/service-name"]: end["addresses"][0]
            for one in slices
            for end in one["endpoints"] or ()
            if end["conditions"].get("ready")
        }
        return "\n".join(["127.0.0.1 localhost", *(f"{address} {name}" for name, address in ready.items())])
