"""Supervision at a glance: where to look first, alerts and what is said of them."""
