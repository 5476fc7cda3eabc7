"""FLAC: what the header promises, and where the sound really ends. The samples are decoded by libsndfile."""
