"""People who log in, the bodies they act for, and what each role may do where."""
