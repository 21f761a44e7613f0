"""What frames the rest: home, search, explanations, display switches, errors."""
