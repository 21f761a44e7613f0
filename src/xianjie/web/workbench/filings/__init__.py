"""The filing register in the workbench: organisations, their applications, measures on them."""
