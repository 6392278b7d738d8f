"""Alembic's migrations of an archive's database."""
