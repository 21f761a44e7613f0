"""Who examines and who supervises at an exam: the pool, conflicts, rotation, the draw."""
