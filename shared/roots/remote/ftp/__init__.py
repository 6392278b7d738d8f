"""A directory of an FTP server, with TLS or without, as a root."""
