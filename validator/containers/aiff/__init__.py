"""AIFF and AIFF-C: what the header promises. The samples are decoded by libsndfile."""
