"""Kubernetes: overlays for a rack of one's own, over the manifests that come with this version."""
