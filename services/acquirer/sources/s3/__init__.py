"""Buckets: listings by the SDK, bytes by libcurl, one request a file."""
