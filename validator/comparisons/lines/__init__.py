"""Lines of dialogue in the sound of two programmes: what the dialogue gate and the search for leaking lines share.

speech_lanes   two programmes side by side at 16 kHz, centre and sides
lane_filters   what makes a lane of bytes: the form of it, and the way by matrix products
compiled_lanes the way by compiled loops
bed_removal    a mix without its M&E, in the time domain
line_trace     whether a line of speech is in a sound, however softly, and at which level
voicing        where a sound has a pitch, as a voice has
"""
