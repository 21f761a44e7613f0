"""Cards: every minimal reason of a decision, to read, to print and to sign."""
