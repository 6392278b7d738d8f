"""Questions for other services of the site, passed on: a page may ask its own origin alone."""
