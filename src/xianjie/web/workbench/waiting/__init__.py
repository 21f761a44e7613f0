"""What waits for a person, of every kind, for the inbox."""
