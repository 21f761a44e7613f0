"""What a change of the law would do to a file of cases: sent, answered, and not kept."""
