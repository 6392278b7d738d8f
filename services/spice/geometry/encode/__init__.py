"""Answers as bytes: JSON, CSV, Arrow, Parquet."""
