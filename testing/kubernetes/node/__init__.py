"""A node: containerd, a kubelet and kube-proxy in namespaces of their own, which end with one process."""
