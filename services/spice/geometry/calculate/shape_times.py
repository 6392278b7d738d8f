"""The times at which the shape of a target counts, and whether any digital shape kernel has it then."""

from collections.abc import Iterator

import numpy as np

from services.spice.geometry.calculate.names import body_id
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.surface import Illumination, SurfaceIntercept
from services.spice.geometry.table import Doubles

Shaped = Illumination | SurfaceIntercept


def epochs_at_target(question: Shaped, ets: Doubles) -> Doubles:
    """Return when light that is seen at some times leaves the target, or arrives where it is sent."""
    light = question.aberration
    if light == "NONE":
        return ets
    _, away = spiceypy.spkpos(question.target, ets, "J2000", light, question.observer)
    seconds = np.asarray(away, dtype=np.float64)
    return np.add(ets, seconds if light.startswith("X") else -seconds)


def demand_shape(question: Shaped, ets: Doubles) -> None:
    """Raise GeometryError where no kernel that is loaded has a shape of the target at some times."""
    if "DSK" not in question.surface or not len(ets):
        return
    body = body_id(question.target)
    spans = list(_spans(body))
    epochs = epochs_at_target(question, ets)
    bare = [at for at in epochs.tolist() if not any(start <= at <= stop for start, stop in spans)]
    if bare:
        when = spiceypy.etcal(bare[0])
        detail = (
            f"no digital shape kernel (DSK) of the set has body {body} at {when} TDB, when light is at it: "
            "add one that does, or ask for another time"
        )
        raise GeometryError(Failure(reason="no-coverage", detail=detail, field="surface", body=body))


def _spans(body: int) -> Iterator[tuple[float, float]]:
    """Yield when segments of loaded kernels have the shape of a body."""
    for number in range(spiceypy.ktotal("DSK")):
        handle = spiceypy.kdata(number, "DSK")[3]
        with spiceypy.no_found_check():
            segment, found = spiceypy.dlabfs(handle)
            while found:
                told = spiceypy.dskgd(handle, segment)
                if told.center == body:
                    yield told.start, told.stop
                segment, found = spiceypy.dlafns(handle, segment)
