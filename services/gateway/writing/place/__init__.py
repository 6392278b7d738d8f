"""Placing: changes of callers on their way into the root of the site, all of each or nothing."""
