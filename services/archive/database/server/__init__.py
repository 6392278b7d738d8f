"""An embedded PostgreSQL: the programs of the host, run and owned by the archive itself."""
