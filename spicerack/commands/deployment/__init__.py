"""Commands for who operates a deployment: users, tokens, copies, databases."""
