"""Routes of a gateway, one module a topic: thin, each calls what it is about."""
