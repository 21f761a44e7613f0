"""JSON for machines: the catalogue and the decisions, public, without login."""
