"""Intrinsic functions of the States Language: the calls `States.Name(...)` in JSONPath states."""
