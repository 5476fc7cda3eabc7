"""A dub against its original: where it lies, at which speed, where it was edited.

dub_map            the map, or that nothing can be told; it uses the others in this order
reduction          one streaming pass: band energies of a programme every 10 ms, for any number of comparisons
ratios             the speed ratios that occur between masters, and their products
proposals          which ratio and which offset, by the onsets in the reductions; decides nothing
anchors            where two short stretches agree, on the waveform
local_lags         how the offset moves along the programme, by the onsets
survey             anchors along a programme, and the slope that they show
pitch              whether pitch followed the speed
stretch_kept       anchors and speed where the pitch was kept
offset_stretches   stretches of one offset, from anchors; what a repeated sound would fake is dropped
wide_search        stretches that lie on no piece, looked for in all of the original
loops              whether another offset explains the places as well
small_jumps        whether a short programme moves by less than a frame, so that nothing says why
decision           the same programme, another one that shares sounds, or "cannot tell"
edit_places        where between two pieces an edit lies, on the waveform
drawing            from pieces to a map
causes             what the figures say about how it came about
map_model          what comes of it, as it is saved
uncovered          sound of a partner before the start or after the end of a mix
"""
