"""Codes that others give: areas, identity documents, credit codes; read, checked and told."""
