"""Credentials: formats and signature suites. Bytes in, bytes out; time is an argument."""
