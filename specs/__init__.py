"""The language of mixgate: what can be demanded of a mix, and who demands it."""
