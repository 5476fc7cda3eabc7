"""What files are, read from their names: the table of conventions in use, and one parser over it."""
