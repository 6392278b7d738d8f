"""The face of the OCS science archive: the same paths, parameters and fields, for its clients and ingesters.

Where it differs on purpose, `docs/archive.md` has a table that says so.
"""
