"""The forms engine: it asks questions and keeps each voice's answers."""
