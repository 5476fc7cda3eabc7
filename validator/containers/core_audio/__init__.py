"""CAF, and the channel layouts of Core Audio, which AIFF may carry too."""
