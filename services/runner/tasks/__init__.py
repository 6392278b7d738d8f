"""Tasks that need no program of anybody: built-in ones, and calls over HTTP."""
