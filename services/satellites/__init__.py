"""The satellites service: which sources of an image are certain to be clear of satellites."""
