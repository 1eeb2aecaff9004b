"""Practice modules and connectors: one folder, one module."""
