"""Training programmes, their classes and learners, and how far they are covered."""
