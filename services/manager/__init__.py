"""The manager: stands at a site, sees files change, keeps the index, serves the REST API."""
