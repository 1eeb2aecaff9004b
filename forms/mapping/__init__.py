"""Mapping tables: which of a home's questions belong under which heading of an outside format."""
