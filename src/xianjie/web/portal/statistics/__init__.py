"""Statistics of the passage, and the same as open data."""
