"""The parts of `validator.comparisons.dub_map`, in the order in which they are used.

reduction    one streaming pass: band energies of a programme every 10 ms, for any number of comparisons
ratios       the speed ratios that occur between masters, and their products
proposals    which ratio and which offset, by the onsets in the reductions; decides nothing
anchors      where two short stretches agree, on the waveform
local_lags   how the offset moves along the programme, by the onsets
pieces       stretches of one offset, from anchors; what a repeated sound would fake is dropped
places       where between two pieces the edit lies, on the waveform
pitch        whether pitch followed the speed
decision     the same programme, another one that shares sounds, or "cannot tell"
causes       what the figures say about how it came about
"""
