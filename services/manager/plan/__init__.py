"""A plan of what would move between the sites, from the log and what sites say of themselves."""
