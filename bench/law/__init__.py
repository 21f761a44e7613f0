"""Decisions over populations beside their peers: `python -m bench.law`."""
