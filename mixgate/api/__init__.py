"""What `import mixgate` offers: the calls that the commands make, for Python. No terminal is needed for any of them."""
