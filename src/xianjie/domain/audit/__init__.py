"""Append-only events: who did what, when, on which legal ground; sealed into a chain of hashes."""
