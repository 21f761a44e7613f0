"""Opening accounts, granting roles and ending them: accounts with their events."""
