"""Whether the mixes of a delivery belong together: all there, listed, of one length, no sound twice."""
