"""Places: granules in the directory of the site, whole or not at all."""
