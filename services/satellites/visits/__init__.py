"""Visits: announced, computed once, asked about within limits, and answered at fixed times."""
