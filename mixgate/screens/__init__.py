"""What the terminal shows: one module a page."""
