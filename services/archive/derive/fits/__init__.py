"""The making of it with astropy: imported by the worker process alone."""
