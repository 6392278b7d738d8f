"""WebDAV of class 1 (RFC 4918): what its requests say, and how its answers are written."""
