"""A clock of the made spacecraft with very many records, as LRO's has. No test module."""

from collections.abc import Iterator

from tests.kernels.made import SCLK

RECORDS = 14_000
"""More numbers than an assignment of a description tells: LRO's clock had 25 941 records in 2021."""

STEP, TICKS = 600, 65_536
FIRST_TICKS, FIRST_TIME = 0.0, -43135.816


def records() -> Iterator[tuple[float, float, float]]:
    """Yield ticks, parallel time and rate: a clock that drifts and is measured every ten minutes or so."""
    ticks, time = FIRST_TICKS, FIRST_TIME
    for at in range(RECORDS):
        seconds = STEP + at % 7 * 0.125
        rate = round(1.0 + (at % 23 - 11) * 1e-8, 13)
        yield ticks, time, rate
        ticks += seconds * TICKS
        time = round(time + seconds * rate, 3)


def long_clock() -> bytes:
    """Return the clock of the made spacecraft with many records."""
    rows = "".join(f" {ticks:.13E} {time:.13E} {rate:.13E}\n" for ticks, time, rate in records())
    head, _ = SCLK.split("SCLK01_COEFFICIENTS_999", 1)
    return f"{head}SCLK01_COEFFICIENTS_999 = (\n{rows} )\n\\begintext\n".encode()
