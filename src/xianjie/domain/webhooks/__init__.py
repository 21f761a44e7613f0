"""Telling programs: what happened to certificates, sent signed to addresses that bodies named."""
