"""Names of environment variables under our prefix that no service reads. Pure."""

PREFIX = "SPICERACK_"

OF_OTHERS = frozenset(f"{PREFIX}{name}" for name in ("URL", "GATEWAY_URL", "SPICE_URL", "TOKEN", "SAMPLES"))
"""Read by the command line and by tests: a person may have exported them where services start."""
