"""Finished files: quiet, and without a sign that somebody is still writing them."""
