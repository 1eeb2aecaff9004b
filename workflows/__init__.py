"""The workflow engine: it moves a case along and says what is missing."""
