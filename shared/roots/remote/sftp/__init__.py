"""A directory of an SFTP server as a root."""
