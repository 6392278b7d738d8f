"""Contents that this site lacks: read at a site that has them, verified, kept in a bounded cache."""
