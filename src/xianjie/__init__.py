"""Xianjie 衔接: the passage from vocational qualifications to skill-level certification."""
