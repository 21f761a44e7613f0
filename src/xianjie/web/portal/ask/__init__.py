"""The interactive question: one fact a page, then the answer; all state is in the address."""
