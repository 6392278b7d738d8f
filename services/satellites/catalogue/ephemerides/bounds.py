"""Bounds of files of states. Pure."""

FILE_BYTES_MAX = 16 * 1024**2
"""Bytes of one file: three days of states a minute apart, with covariance, are 2 MiB."""

FILE_STATES_MAX = 100_000
"""States of one file: two months of states a minute apart."""

FILE_SEGMENTS_MAX = 1000
"""Segments of one file: a manoeuvre begins a new one."""

COVARIANCES_MAX = FILE_STATES_MAX
"""Matrices of one segment: one a state at most."""

LINE_CHARACTERS_MAX = 1024
"""A line of a state has some 200."""

DEGREE_MAX = 15
"""Of an interpolating polynomial: above it rounding takes more than the degree gives."""

NEAREST_KM = 6400.0
"""From the Earth's centre: below it nothing is in orbit."""

FURTHEST_KM = 2_000_000.0
"""Beyond the Sun and Earth's second Lagrange point nothing is an Earth satellite."""

SPEED_MAX_KM_S = 12.0
"""Above the Earth's speed of escape, 11.2 km/s."""

FALL_KM_S2 = 0.012
"""No object is accelerated more, on turning axes either: 0.0099 by gravity, the rest by the turn."""

GAP_SECONDS_MAX = 3600.0
"""Between two states: geosynchronous files have 900 s."""

SIGMA_KM_MAX = 10_000.0
"""A deviation above this says nothing of a place."""
