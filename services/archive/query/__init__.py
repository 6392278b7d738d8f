"""Questions to the database: who sees which frames, and which of them are asked for."""
