"""Credentials: W3C Verifiable Credentials 2.0 as Open Badges 3.0, with Data Integrity proofs.

Pure: keys and time come as arguments, bytes and dicts go out.
"""
