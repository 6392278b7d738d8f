"""The collection as a plain tree of directories: indexes, checksums and WebDAV, for tools without an API."""
