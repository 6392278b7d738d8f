"""Roots on other hosts: SFTP and FTP servers, buckets, and indexes over HTTP that can be read alone."""
