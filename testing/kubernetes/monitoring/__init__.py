"""Prometheus beside a cluster, which scrapes pods as the product's PodMonitor says."""
