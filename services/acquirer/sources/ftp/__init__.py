"""FTP servers: listings by commands of our own, bytes by libcurl."""
