"""The control plane: etcd, the API server, and what acts on what they hold."""
