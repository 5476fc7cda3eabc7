"""The one door in: a file, or a set of mono files, becomes a programme that can be read in segments."""
