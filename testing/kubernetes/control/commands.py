"""Commands of the control plane's processes."""

from pathlib import Path

from testing.kubernetes.addresses import API_SERVICE, DOMAIN, SERVICES
from testing.kubernetes.control.pki import Pki
from testing.kubernetes.programs import program

ISSUER = f"https://kubernetes.default.svc.{DOMAIN}"
"""Of tokens of service accounts: the name that pods know the API server by."""


def etcd(directory: Path, *, client: int, peer: int) -> list[str]:
    """Return the command of etcd, at these two ports of loopback."""
    address, peers = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
    return [
        str(program("etcd")),
        f"--data-dir={directory}",
        f"--listen-client-urls={address}",
        f"--advertise-client-urls={address}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
        # A cluster of tests does not outlive the machine: what is written need not be safe from a power cut.
        "--unsafe-no-fsync",
    ]


def api_server(pki: Pki, *, store: int, address: str, port: int) -> list[str]:
    """Return the command of an API server over the etcd at a port."""
    own = pki.api_server((address, API_SERVICE))
    return [
        str(program("kube-apiserver")),
        f"--etcd-servers=http://127.0.0.1:{store}",
        f"--bind-address={address}",
        f"--advertise-address={address}",
        f"--secure-port={port}",
        f"--service-cluster-ip-range={SERVICES}",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged=true",
        f"--client-ca-file={pki.trusted.own.certificate}",
        f"--tls-cert-file={own.certificate}",
        f"--tls-private-key-file={own.key}",
        f"--kubelet-certificate-authority={pki.trusted.own.certificate}",
        f"--kubelet-client-certificate={own.certificate}",
        f"--kubelet-client-key={own.key}",
        "--kubelet-preferred-address-types=InternalIP",
        f"--service-account-key-file={own.key}",
        f"--service-account-signing-key-file={own.key}",
        f"--service-account-issuer={ISSUER}",
        *_asks_others(pki),
    ]


def _asks_others(pki: Pki) -> list[str]:
    """What it shows to API servers that it passes questions on to: KEDA's, the one of metrics."""
    front = pki.front.sign("front-client", "front-proxy-client")
    return [
        f"--requestheader-client-ca-file={pki.front.own.certificate}",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        f"--proxy-client-cert-file={front.certificate}",
        f"--proxy-client-key-file={front.key}",
        "--enable-aggregator-routing=true",
    ]


def controller_manager(pki: Pki) -> list[str]:
    """Return the command of the controllers: one process, so that nobody is elected."""
    asks = pki.kubeconfig("controllers", "system:kube-controller-manager")
    return [
        str(program("kube-controller-manager")),
        *_by(asks),
        f"--service-account-private-key-file={pki.directory}/kube-apiserver.key",
        f"--root-ca-file={pki.trusted.own.certificate}",
        "--use-service-account-credentials=true",
        "--allocate-node-cidrs=false",
    ]


def scheduler(pki: Pki) -> list[str]:
    """Return the command of the scheduler."""
    return [
        str(program("kube-scheduler")),
        *_by(pki.kubeconfig("scheduler", "system:kube-scheduler")),
    ]


def _by(kubeconfig: Path) -> list[str]:
    words = ("kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig")
    return [*(f"--{word}={kubeconfig}" for word in words), "--leader-elect=false"]
