"""The gateway: files of one collection over HTTP, at one site."""
