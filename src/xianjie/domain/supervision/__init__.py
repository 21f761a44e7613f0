"""Supervision: complaints of the public open cases, which are looked into and closed."""
