"""Telling people: what was told to whom by which way, whether it arrived, who has read what."""
