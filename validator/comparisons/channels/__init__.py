"""Which channel of its original each channel of a mix carries.

channel_identity   the channels of a dub against those of its original, and their polarity
channel_lags       channels that are early or late against the others
channel_of_lines   which channel of a dub, in whatever order, holds the lines
mid_side           two channels as sum and difference, in which an exchange is a sign
identity_model     what comes of it, as it is saved
"""
