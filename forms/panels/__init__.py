"""Panels: parts of a page made of what was sent in a home, as a pack says it in YAML."""
