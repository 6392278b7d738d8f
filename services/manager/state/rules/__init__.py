"""Rules of a site, over values alone: what is due at a path, and what goes next. Pure."""
