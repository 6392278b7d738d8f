"""Roots: places that hold the files of a site."""
