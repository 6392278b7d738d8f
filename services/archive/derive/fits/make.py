"""The one table of what can be made of a frame, and who makes it."""

from pathlib import Path

from services.archive.derive.fits.catalogue import catalogue
from services.archive.derive.fits.cutout import cutout
from services.archive.derive.fits.picture import picture
from services.archive.derive.fits.unfit import UnfitError
from services.archive.derive.fits.unpack import unpacked
from services.archive.derive.job import CatalogueJob, CutoutJob, Job, UnpackJob

__all__ = ["UnfitError", "make"]

FITS = "image/fits"


def make(path: Path, job: Job) -> tuple[bytes, str]:
    """Return what a job asks for, and its media type.

    Raises:
        UnfitError: of this file it cannot be made.
    """
    if isinstance(job, UnpackJob):
        return unpacked(path), FITS
    if isinstance(job, CatalogueJob):
        return catalogue(path), FITS
    if isinstance(job, CutoutJob):
        return cutout(path, points=job.points, radius=job.radius), FITS
    return picture(path, pixels=job.pixels), "image/jpeg"
