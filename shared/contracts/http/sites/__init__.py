"""Answers about sites: what each holds, follows and was told, and what would move."""
