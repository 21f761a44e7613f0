"""W3C's test suites against our VC-API on loopback."""
