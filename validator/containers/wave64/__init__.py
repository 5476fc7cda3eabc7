"""Sony Wave64: what the header promises. The samples are decoded by libsndfile."""
