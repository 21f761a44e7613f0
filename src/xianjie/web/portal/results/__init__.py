"""Results of evaluations shown to the public (公示), and objections to them."""
