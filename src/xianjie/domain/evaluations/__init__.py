"""Level certification: entrustments, plans, results, the public notice, the report."""
