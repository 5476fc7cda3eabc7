"""Separates dialogue from the rest of a mix, and measures it.

Whoever dubs owns the dialogue stem and the M&E, so nothing needs to be guessed. In this order:

    stem_gate       the dialogue stem: speech is where the stem sounds
    me_gate         the M&E: speech is what the mix holds beyond it
    detector_gate   a speech detector on the centre channel: an estimate, and labelled as one

    alignment       where in the mix the stem or the M&E lies, to the sample, or why it lies nowhere
    stem_fit        the stem held against the mix, line by line: is it that of this mix, and whole?
    me_fit          the M&E held against the mix: is it all that lies under the dialogue, and nothing of it?
    missing_sound, me_lines   sound that the M&E lacks, and lines that it holds at full level
    lane_levels, lines   what both rest on
    guard_band      how far a reading may be off, from the material
    voice           where a voice sounds, from its power alone
    coherence       per 100 ms, how much of a mix is another programme at some gain, and how much is something else
    background      how loud it is under the speech
    readings        from rows with speech to the readings
    sources, find, reasons   what is given, the order, and why a gate was not used: `find_dialogue`

The package sits beside the meters: it knows no sheet. It is not one of them because it needs more than one table, and
not one of the comparisons, whose `lines` it uses, because it decides something. Importing it
imports nothing; `find` brings scipy.
"""
