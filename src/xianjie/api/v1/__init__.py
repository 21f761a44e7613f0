"""Version 1. A published version never changes: it may gain members, parameters and addresses."""
