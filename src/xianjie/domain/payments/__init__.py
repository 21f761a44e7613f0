"""Fees taken and given back: paid = kept + in transit + refunded, to the cent, at any moment."""
