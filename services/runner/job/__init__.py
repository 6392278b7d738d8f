"""Steps as Kubernetes Jobs: the cluster runs a pod for each step, beside the runner that waits for it."""
