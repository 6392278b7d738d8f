"""The parts of a FITS file by arithmetic alone: headers, sizes, what is missing. Pure."""
