"""The shelf of packages: one module per form in which mixes are delivered."""
