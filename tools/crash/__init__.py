"""Breaking the stores on purpose, and counting what was lost: `make crash`, and longer `make crash-night`."""
