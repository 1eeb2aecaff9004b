"""Layers: a pack's tool, and what a home has changed about it."""
