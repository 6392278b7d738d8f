"""Conformance suites, generators and fixtures that ship with the library."""
