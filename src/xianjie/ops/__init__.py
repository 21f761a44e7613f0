"""What operators and the command line do: questions, checks, demonstration, serving."""
