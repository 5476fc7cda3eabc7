"""Every reading of one programme, from one pass and what is read a second time."""
