"""Copies of what the bus alone holds: the logs, the records of sites, what is not decided yet."""
