"""Jiangsu, as reported: CN-JS."""
