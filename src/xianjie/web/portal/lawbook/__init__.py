"""The law browser: clauses, decisions, readings, dates, and what rests on what."""
