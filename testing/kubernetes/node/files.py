"""Files that a node's programs read, each written for one node."""

import json
from pathlib import Path
from typing import Any

from testing.kubernetes.addresses import DOMAIN, NAME_SERVER, PODS, node_address, pod_range
from testing.kubernetes.control.pki import Pki

PAUSE_IMAGE = "localhost/pause:here"
KERNEL_WISHES = {
    "vm/overcommit_memory": "1",
    "vm/panic_on_oom": "0",
    "kernel/panic": "10",
    "kernel/panic_on_oops": "1",
    "kernel/keys/root_maxkeys": "1000000",
    "kernel/keys/root_maxbytes": "25000000",
}
"""What a kubelet sets for the whole machine: it finds these values in files of its own instead."""


def group_name(number: int) -> str:
    """Return the control group of a node's pods."""
    return f"spicerack-node{number}"


def write_files(place: Path, number: int, pki: Pki) -> None:
    """Write all files of a node into its directory."""
    name, address = f"node{number}", node_address(number)
    pki.kubeconfig(name, f"system:node:{name}", group="system:nodes", hosts=(name, address))
    _write(place / "network" / "10-pods.conflist", _pods_network(number))
    _write(place / "kubelet.json", _kubelet(number, pki, place))
    _write(place / "proxy.json", _proxy(number, pki))
    (place / "containerd.toml").write_text(CONTAINERD)
    (place / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    wishes = place / "kernel"
    wishes.mkdir(exist_ok=True)
    for setting, value in KERNEL_WISHES.items():
        (wishes / Path(setting).name).write_text(value + "\n")


CONTAINERD = f"""\
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{PAUSE_IMAGE}"
  # Without CAP_SYS_RESOURCE no score may be lowered, and no sandbox would start.
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
"""


def _write(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2))


def _pods_network(number: int) -> dict[str, Any]:
    addresses = {
        "type": "host-local",
        "ranges": [[{"subnet": pod_range(number)}]],
        "routes": [{"dst": "0.0.0.0/0"}],
    }
    bridge = {"type": "bridge", "bridge": "pods", "isGateway": True, "hairpinMode": True, "ipam": addresses}
    ports = {"type": "portmap", "capabilities": {"portMappings": True}}
    return {"cniVersion": "1.0.0", "name": "pods", "plugins": [bridge, ports]}


def _kubelet(number: int, pki: Pki, place: Path) -> dict[str, Any]:
    identity = pki.directory / f"node{number}"
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": node_address(number),
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(pki.trusted.own.certificate)},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": f"{identity}.crt",
        "tlsPrivateKeyFile": f"{identity}.key",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{group_name(number)}",
        "enforceNodeAllocatable": ["pods"],
        "failCgroupV1": False,
        "failSwapOn": False,
        "clusterDomain": DOMAIN,
        "clusterDNS": [NAME_SERVER],
        "resolvConf": str(place / "resolv.conf"),
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "evictionHard": {"memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
        # No registry answers: an image that is thrown away does not come again.
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "serializeImagePulls": False,
    }


def _proxy(number: int, pki: Pki) -> dict[str, Any]:
    untouched = {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"}
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "clientConnection": {"kubeconfig": str(pki.directory / "proxy.json")},
        "mode": "iptables",
        "clusterCIDR": PODS,
        "hostnameOverride": f"node{number}",
        "bindAddress": node_address(number),
        # Of the whole machine's kernel: left as they are.
        "conntrack": untouched,
    }
