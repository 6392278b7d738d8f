"""Bytes of files on their way to a caller's socket, past all queues."""
