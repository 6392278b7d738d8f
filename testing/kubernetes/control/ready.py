"""Readiness of an API server."""

import time

from testing.kubernetes.kubectl import Kubectl, KubectlError

PATIENCE = 120.0
"""Seconds until the API server has its own objects: four when nobody else works."""
PAUSE = 0.2


def wait_until_ready(kubectl: Kubectl) -> None:
    """Return once the API server answers and has the namespaces that it makes itself.

    Raises:
        KubectlError: it did not within two minutes; the text has its last word.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            kubectl("get", "--raw", "/readyz")
            kubectl("get", "namespace", "default", "kube-system")
            return
        except KubectlError:
            if time.monotonic() > end:
                raise
        time.sleep(PAUSE)
