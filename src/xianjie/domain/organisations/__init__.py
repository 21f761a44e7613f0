"""Appraisal institutions, their sites and seats, and what became of them."""
