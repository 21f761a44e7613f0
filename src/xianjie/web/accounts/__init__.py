"""Logging in, and who may see a page."""
