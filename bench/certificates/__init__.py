"""Certificates issued, checked, imported and logged, beside what bounds each in the same run."""
