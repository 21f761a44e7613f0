"""Planted fraud among honest bodies: what supervision finds of it, and what it finds besides."""
