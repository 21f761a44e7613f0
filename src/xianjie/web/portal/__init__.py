"""The public portal: no login, no database, nothing stored about its visitors."""
