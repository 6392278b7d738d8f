"""Reconciliation: what a provider lists against what the collection holds, both ways."""
