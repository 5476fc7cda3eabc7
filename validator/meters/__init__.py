"""Readings: pure functions on the BlockTable, or on power series taken from it.

Nothing in here reads audio or knows a sheet; numpy is the only library. The series of `power` are the seam: they go
into the measurements file as loudness levels and come back as power, and every gate and window can be judged again.

    power           energies of the table -> mean squares per 10 ms and per 100 ms -> LKFS, and back
    loudness        integrated under any gate, over dialogue or any selection; momentary, short-term, their maxima
    loudness_range  LRA of the programme or of a selection
    true_peak       true and sample peaks per channel, places above a limit
    rms             plain RMS of rows, channels and file; noise floor
    sides           loudness beside the lines: all but the centre, or the difference of two channels
    activity        active rows, first and last sound
    flat_tops       clipping below full scale, by the shape of the tops
    dropouts        digital silence with signal on both sides
    tones           line-up tones, sync pops and beeps: place, length, level, channels, frequency
    dc_offset       mean of every channel
    word_length     bits in use; 16 bit in a 24-bit file
    correlation     channel pairs per row and overall
    polarity        channels that belong together, band by band
    likeness        whether two channels carry the same sound; how far apart their levels are
    fold_down       loudness of the Lo/Ro and mono fold-downs, from energies and products alone

    decibels        linear values and decibels, both ways
    spans           from rows where something holds to places in samples
    undefined       why a reading is None

To add a meter, add a file here: a frozen dataclass for its reading, a pure function that makes it, None with a reason
where the reading is not defined, and the source of every constant.
"""
