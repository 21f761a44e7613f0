"""Registrations imported by file, beside the bare inserts of their rows.

The limit is what SQLite takes to insert the very rows that the import made, into the same tables
with the same indexes and constraints, in one transaction, by `executemany` and nothing else.
"""
