"""Keys of a bucket below a prefix as a root."""
