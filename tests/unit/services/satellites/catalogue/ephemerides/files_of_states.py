"""Files of states as operators write them: OEM, OEM as XML, and Starlink's."""

from datetime import UTC, datetime, timedelta

import numpy as np

from services.satellites.propagate import ElementSets
from services.satellites.propagate.kernel.numpy_kernel import satrec_of
from services.satellites.propagate.states.axes import bias
from tests.unit.services.satellites.propagate import made_up
from tests.unit.services.satellites.propagate.states import made_up_states

RECORDS = made_up.catalogue(8, seed=8)
SIGMA = (0.1, 0.3, 0.2)
"""Up, along and across, km."""


def states_of(record, begin, *, count=61, step=60.0):
    """Return epochs and states (km, km/s) of an object on the axes of EME2000, by SGP4."""
    epochs = [begin + timedelta(seconds=step * number) for number in range(count)]
    middle = (begin - datetime(2026, 5, 27, 4, 0, tzinfo=UTC)).total_seconds()
    seen = made_up_states.view(made_up.exposure(0.0, 0.0, after=middle - 15.0))
    sets = ElementSets.from_records([record])
    days = np.full(count, seen.mid_day)
    parts = seen.mid_fraction + step * np.arange(count) / 86400.0
    _, place, velocity = satrec_of(sets, 0).sgp4_array(days, parts)
    turn = seen.frame.teme_to_gcrs.T @ bias().T
    return epochs, np.hstack([place @ turn, velocity @ turn])


def oem(object_id, epochs, states, *, created=None, sigma=SIGMA, frame="RTN", **metadata):
    """Return an OEM of one segment; without covariances where `sigma` is None."""
    meta = {
        "OBJECT_NAME": "MADE UP",
        "OBJECT_ID": object_id,
        "CENTER_NAME": "EARTH",
        "REF_FRAME": "EME2000",
        "TIME_SYSTEM": "UTC",
        "START_TIME": text(epochs[0]),
        "STOP_TIME": text(epochs[-1]),
        "INTERPOLATION": "HERMITE",
        "INTERPOLATION_DEGREE": "7",
    } | metadata
    lines = [
        "CCSDS_OEM_VERS = 2.0",
        "COMMENT made up",
        f"CREATION_DATE = {text(created or epochs[0])}",
        "ORIGINATOR = NOBODY",
        "",
        "META_START",
        *(f"{keyword} = {value}" for keyword, value in meta.items() if value is not None),
        "META_STOP",
        "COMMENT states",
        *(
            f"{text(epoch)} " + " ".join(f"{number:.9f}" for number in state)
            for epoch, state in zip(epochs, states, strict=True)
        ),
    ]
    if sigma is not None:
        lines.append("COVARIANCE_START")
        for epoch in epochs:
            lines += [f"EPOCH = {text(epoch)}", f"COV_REF_FRAME = {frame}"]
            lines += [" ".join(f"{number:.6e}" for number in row) for row in triangle(sigma)]
        lines.append("COVARIANCE_STOP")
    return ("\n".join(lines) + "\n").encode()


def oem_xml(object_id, epochs, states, *, created=None, sigma=SIGMA):
    """Return an OEM of one segment as XML within an NDM."""
    names = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
    vectors = "".join(
        f"<stateVector><EPOCH>{text(epoch)}</EPOCH>"
        + "".join(
            f'<{name} units="km">{number:.9f}</{name}>' for name, number in zip(names, state, strict=True)
        )
        + "</stateVector>"
        for epoch, state in zip(epochs, states, strict=True)
    )
    axes = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
    fields = [f"C{row}_{column}" for place, row in enumerate(axes) for column in axes[: place + 1]]
    numbers = [number for row in triangle(sigma) for number in row]
    covariances = "".join(
        f"<covarianceMatrix><EPOCH>{text(epoch)}</EPOCH><COV_REF_FRAME>RTN</COV_REF_FRAME>"
        + "".join(f"<{name}>{number:.6e}</{name}>" for name, number in zip(fields, numbers, strict=True))
        + "</covarianceMatrix>"
        for epoch in epochs
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ndm><oem id="CCSDS_OEM_VERS" version="2.0"><header>'
        f"<CREATION_DATE>{text(created or epochs[0])}</CREATION_DATE><ORIGINATOR>NOBODY</ORIGINATOR></header>"
        f"<body><segment><metadata><OBJECT_NAME>MADE UP</OBJECT_NAME><OBJECT_ID>{object_id}</OBJECT_ID>"
        "<CENTER_NAME>EARTH</CENTER_NAME><REF_FRAME>EME2000</REF_FRAME><TIME_SYSTEM>UTC</TIME_SYSTEM>"
        f"<START_TIME>{text(epochs[0])}</START_TIME><STOP_TIME>{text(epochs[-1])}</STOP_TIME>"
        "<INTERPOLATION>HERMITE</INTERPOLATION><INTERPOLATION_DEGREE>7</INTERPOLATION_DEGREE></metadata>"
        f"<data>{vectors}{covariances}</data></segment></body></oem></ndm>"
    ).encode()


def starlink(epochs, states, *, created=None, sigma=SIGMA):
    """Return a file as SpaceX writes it."""
    header = [
        f"created:{(created or epochs[0]):%Y-%m-%d %H:%M:%S} UTC",
        f"ephemeris_start:{epochs[0]:%Y-%m-%d %H:%M:%S} UTC "
        f"ephemeris_stop:{epochs[-1]:%Y-%m-%d %H:%M:%S} UTC step_size:60",
        "ephemeris_source:blend",
        "UVW",
    ]
    numbers = [f"{number:.10e}" for row in triangle(sigma) for number in row]
    matrix = [" ".join(numbers[at : at + 7]) for at in (0, 7, 14)]
    for epoch, state in zip(epochs, states, strict=True):
        moment = f"{epoch:%Y%j%H%M%S}.{epoch.microsecond // 1000:03d}"
        header.append(f"{moment} " + " ".join(f"{number:.10f}" for number in state))
        header += matrix
    return ("\n".join(header) + "\n").encode()


def triangle(sigma):
    """Return the rows of a covariance whose axes are not correlated."""
    variances = [*(one**2 for one in sigma), 1e-12, 1e-12, 1e-12]
    return [[variances[row] if row == column else 0.0 for column in range(row + 1)] for row in range(6)]


def text(moment):
    """Return a moment as CCSDS writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")
