"""One way to be asked over HTTP: application, problems, limits, health, paging. Services add their routes."""
