"""Pure knowledge of FITS files: their parts by arithmetic, their sums, and the frames that headers tell."""
