"""Check-ins: a short form asked again and again, whose answers become series."""
