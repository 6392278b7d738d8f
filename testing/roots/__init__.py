"""Roots for tests: the conformance suite, and a store of objects in memory."""
