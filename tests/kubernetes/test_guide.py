"""The guide of a rack in Kubernetes: its commands are run as they stand, from an empty cluster on."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from testing.kubernetes.programs import program

GUIDE = Path(__file__).parents[2] / "docs/guide/kubernetes.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATIENCE = 1200


def run(script, cluster, directory):
    """Run a script where the API server is reached, as one shell; return what it says.

    What it leaves running ends with it.
    """
    programs = directory / "programs"
    programs.mkdir()
    (programs / "kubectl").symlink_to(program("kubectl"))
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell = [*cluster.network.inside, "bash", "-e", "-c", script]
    environment = {**os.environ, "PATH": path, "KUBECONFIG": str(cluster.kubectl.kubeconfig)}
    with (directory / "said").open("w+") as said:
        ran = subprocess.Popen(
            shell, cwd=directory, env=environment, stdout=said, stderr=said, start_new_session=True
        )
        try:
            ran.wait(PATIENCE)
        finally:
            os.killpg(ran.pid, signal.SIGKILL)
        said.seek(0)
        return ran.returncode, said.read()


def test_commands_of_the_guide_do_what_it_says(empty, tmp_path):
    """A file is at the other site; in the end nothing is left of the rack."""
    script = "\n".join(BLOCK.findall(GUIDE.read_text()))

    status, said = run(script, empty, tmp_path)

    assert status == 0, said
    assert "2 sites at revision" in said
    assert said.count("KPL/LSK") == 1
    assert "spicerack" not in empty.kubectl("get", "namespaces", "--output=name")
