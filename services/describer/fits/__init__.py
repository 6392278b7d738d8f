"""The describer of FITS files: `shared.fits` for parts and fields, astropy for values and the sky."""
