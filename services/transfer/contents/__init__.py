"""The contents at a site: where they are found, what is kept, and how much room there is."""
