"""Lines and pictures of what commands show, for a person. Pure."""
