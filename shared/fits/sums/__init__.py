"""The sums of a FITS file: digests of all bytes, and the checksums that headers hold. Pure."""
