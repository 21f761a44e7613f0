"""The public log: where it stands, who witnesses it, how anybody checks it."""
