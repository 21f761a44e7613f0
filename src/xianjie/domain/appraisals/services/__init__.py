"""The procedures: a module for each group of verbs. The law is asked before anything is done."""
