"""The shelf of lists that say which bytes a package holds: BagIt, ASC Media Hash List, detached signatures."""
