"""The routes by which IMAP hands kernels out."""
