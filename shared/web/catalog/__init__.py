"""Answers about a collection that several services give: their parameters and rows."""
