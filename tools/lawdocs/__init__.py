"""Generated pages: the law from clause to test, and the reference of the command line."""
