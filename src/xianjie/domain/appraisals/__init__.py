"""The exams that are wound up: announced, suspended, registered for, chosen, held."""
