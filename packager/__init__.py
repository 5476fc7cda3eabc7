"""The hands: corrections that are permitted, and the packages they end in."""
