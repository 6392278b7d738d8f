"""Regions on the sphere: rings as PostGIS answers rightly about them, and the words of callers for them."""
