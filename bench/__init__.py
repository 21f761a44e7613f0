"""The product timed beside its peers in one run, in ratios: ``python -m bench``."""
