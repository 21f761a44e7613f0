"""Statistics over aggregates, a module each: what is unlikely, with the figures that make it so."""
