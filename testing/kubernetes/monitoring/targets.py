"""Writer of the pods that Prometheus scrapes, as `python -m`: it goes on until its end."""

import json
import sys
import time
from pathlib import Path

import yaml

from testing.kubernetes.kubectl import Kubectl, KubectlError
from testing.kubernetes.monitoring.scrapes import targets_of

EVERY = 3.0
"""Seconds between two looks: a tenth of a processor is what a look every three costs."""


def keep_written(kubectl: Kubectl, monitor: Path, file: Path) -> None:
    """Write the pods anew every few seconds."""
    said = yaml.safe_load(monitor.read_text())
    unfinished = file.with_suffix(".new")
    while True:
        try:
            pods = json.loads(kubectl("get", "pods", "--all-namespaces", "--output=json"))["items"]
        except KubectlError as error:
            print(f"the pods are not told now: {error}", file=sys.stderr, flush=True)
        else:
            unfinished.write_text(json.dumps(targets_of(said, pods)))
            unfinished.replace(file)
        time.sleep(EVERY)


if __name__ == "__main__":
    keep_written(Kubectl(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]))
