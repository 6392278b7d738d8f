"""Addresses of a cluster on one machine: none leaves the network namespaces that it makes for itself."""

PREFIX = 24
CONTROL = "10.200.0.1"
"""Of the control plane, on a bridge that all nodes hang on."""
API_PORT = 6443
API = f"https://{CONTROL}:{API_PORT}"
PODS = "10.244.0.0/16"
SERVICES = "10.96.0.0/16"
API_SERVICE = "10.96.0.1"
"""The first of the services' addresses: Kubernetes gives it to itself."""
NAME_SERVER = "10.96.0.10"
DOMAIN = "cluster.local"


def node_address(number: int) -> str:
    """Return the address of a node; the first is 1."""
    return f"10.200.0.{10 + number}"


def pod_range(number: int) -> str:
    """Return the addresses of a node's pods."""
    return f"10.244.{number}.0/{PREFIX}"
