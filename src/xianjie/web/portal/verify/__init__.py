"""Checking a certificate: what was looked at, what came out, every field that it certifies."""
