"""Supervision: complaints of the public open cases, which are looked into and closed."""

RUNS = "supervision"  # the folder below the home in which runs keep their tables
