"""A real Kubernetes on one machine, from published sources: its programs, its control plane, its nodes."""
