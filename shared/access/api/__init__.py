"""Routes about tokens, links and rules, for the services that have them."""
