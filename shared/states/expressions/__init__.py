"""Expressions of the States Language: paths, intrinsic functions, JSONata, and templates made of them."""
