"""Mutation of the law: every small slip a rule could have, and whether a signed card finds it."""
