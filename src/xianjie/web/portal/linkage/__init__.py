"""How old levels and occupations link with those of today."""
