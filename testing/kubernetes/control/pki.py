"""Everybody of a cluster who shows a certificate, and the kubeconfigs of those who ask the API server."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from testing.kubernetes.authority import Authority, Identity
from testing.kubernetes.kubeconfig import ADMINISTRATORS, write_kubeconfig

NODES = "system:nodes"
IN_PODS = ("kubernetes", "kubernetes.default", "kubernetes.default.svc")
"""Names of the API server within the cluster."""


@dataclass(frozen=True, slots=True)
class Pki:
    """Certificates of one cluster.

    Attributes:
        directory: where the files are.
        server: the address of the API server, as `https://host:port`.
        trusted: signs everybody.
        front: signs the API server where it passes on what others asked.
    """

    directory: Path
    server: str
    trusted: Authority
    front: Authority

    @classmethod
    def new(cls, directory: Path, server: str) -> "Pki":
        """Make the authorities."""
        return cls(directory, server, Authority(directory, "authority"), Authority(directory, "front"))

    def api_server(self, hosts: Sequence[str]) -> Identity:
        """Return the certificate of the API server, by which it also asks kubelets."""
        return self.trusted.sign(
            "kube-apiserver", "kube-apiserver", group=ADMINISTRATORS, hosts=(*hosts, *IN_PODS)
        )

    def kubeconfig(self, name: str, user: str, *, group: str = "", hosts: Sequence[str] = ()) -> Path:
        """Return the kubeconfig of a new user; its certificate is `NAME.crt` beside it."""
        identity = self.trusted.sign(name, user, group=group, hosts=hosts)
        path = self.directory / f"{name}.json"
        return write_kubeconfig(path, server=self.server, authority=self.trusted.own, user=identity)

    def administrator(self) -> Path:
        """Return the kubeconfig of who may do everything."""
        return self.kubeconfig("admin", "admin", group=ADMINISTRATORS)
