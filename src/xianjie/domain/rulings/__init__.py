"""Decisions as they were given: facts, outcome, clauses and the version of the rules."""
