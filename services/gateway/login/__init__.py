"""The way of a person to a token of an identity provider."""
