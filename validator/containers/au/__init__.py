"""AU, the sound format of Sun and NeXT: what the header promises. The samples are decoded by libsndfile."""
