"""Sending contents to gateways of other sites: requests, verified files, credit."""
