"""Side-by-side runs of mixgate and other meters on the same file: ratios, not records."""
