"""What is handed in becomes mixes: paths, folders, packages, delivery files and what they state."""
