"""Rules with plain evidence, a module each: a row that one of them finds is wrong, not unlikely."""
