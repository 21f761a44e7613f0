"""Supervision in the workbench: cases, inspections, what bodies are asked and answer."""
