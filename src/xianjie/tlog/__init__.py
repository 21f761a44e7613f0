"""A transparency log that existing tools can read: RFC 6962 hashing, C2SP tiles, signed notes.

Pure: bytes in, bytes out; storing, clocks and networks are the caller's.
"""
