"""The re-proof of certificates beside bare checks of their signatures."""
