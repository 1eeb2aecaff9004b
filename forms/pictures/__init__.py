"""Pictures that the forms engine draws itself, and putting any picture on a page."""
