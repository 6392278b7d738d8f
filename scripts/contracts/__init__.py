"""The contracts between services, and with those who use them, written from the code."""
