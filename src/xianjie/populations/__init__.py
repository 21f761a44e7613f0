"""Decisions over files and engines: populations in Parquet, CSV and Excel. No Django."""
