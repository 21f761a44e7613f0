"""Level certification in the workbench: plans, people, results, reports, entrustments."""
