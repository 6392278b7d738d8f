"""Kubeconfigs: where the API server is, and as whom it is asked."""

import json
from pathlib import Path

from testing.kubernetes.authority import Identity

ADMINISTRATORS = "system:masters"
"""The group that may do everything, without a role."""


def write_kubeconfig(path: Path, *, server: str, authority: Identity, user: Identity) -> Path:
    """Write a kubeconfig that names the files of a certificate; return its path."""
    text = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "here",
                "cluster": {"server": server, "certificate-authority": str(authority.certificate)},
            }
        ],
        "users": [
            {
                "name": "here",
                "user": {"client-certificate": str(user.certificate), "client-key": str(user.key)},
            }
        ],
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "here"}}],
        "current-context": "here",
    }
    path.write_text(json.dumps(text, indent=2))
    return path
