"""The suite that every bus passes, and its parts: `suite.py` is all of them."""
