"""The queue of a site's SPICE services: a question goes to a process of any of them that is free."""
