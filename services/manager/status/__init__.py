"""The state of a site as others see it: presence and metrics."""
