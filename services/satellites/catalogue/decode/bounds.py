"""Bounds of what a provider may send. Pure."""

BODY_BYTES_MAX = 512 * 1024**2
"""Bytes of one body: space-track's whole `gp` as JSON is some 70 MiB for 60 000 objects."""

RECORD_BYTES_MAX = 16 * 1024
"""Characters of one record: space-track's are 1.2 kB with their 40 fields."""

RECORDS_MAX = 500_000
"""Records of one body: eight times what is tracked today. Space-track's numbers end at 999 999 999."""

FIELDS_MAX = 128
"""Fields of one record: OMM has some 50."""

DEPTH_MAX = 16
"""Elements of XML within each other: an OMM within an NDM takes eight."""
