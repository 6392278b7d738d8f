"""The doors of the service: the deployed client's, our own, and its status. Thin over `visits`."""
