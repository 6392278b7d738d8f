"""Descriptions of kernels: at a glance (kind, completeness), and whole (coverage, comments, needs)."""
