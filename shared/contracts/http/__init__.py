"""Bodies of HTTP answers, for those who serve and those who ask. Unknown fields are ignored. Pure."""
