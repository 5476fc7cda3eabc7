"""What comparisons read: two programmes at the same time, in the same order of channels, as few times as can be.

reading           what is asked of a programme, and the sums of channels that are listened to
channel_sums      one or two sums of the channels, read block by block from any sample on
aligned_reading   two programmes along a map, all channels
in_order          a programme whose channels are read in the order of another's
watched           a programme that says how far it was read
reductions        what is kept of programmes, each read as a whole once in a run
"""
