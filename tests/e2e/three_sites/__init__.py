"""Tests that share one rack of three sites: a package, so that the rack ends with the last of them."""
