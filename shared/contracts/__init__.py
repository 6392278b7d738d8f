"""The contracts between services: the table of channels, and the messages on them."""
