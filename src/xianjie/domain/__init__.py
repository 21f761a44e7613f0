"""The records and the procedures: what happened, who did it, on which legal ground."""
