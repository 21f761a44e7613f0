"""The public register of filed organisations: search, areas, history, complaints (80/5)."""
