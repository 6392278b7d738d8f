"""Commands about sites: their state, their convergence, and what waits for a person there."""
