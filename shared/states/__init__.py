"""The Amazon States Language as a pure interpreter: definitions, expressions, history, and the next commands.

Nothing here reads a clock, draws a random number of its own, waits or talks to anybody.
"""
