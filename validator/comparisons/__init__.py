"""What needs two programmes at once: the same instant of both, side by side.

    compare     which of a delivery's mixes are held against which, and by what; `compared_fold_down` and
                `me.me_against_original` are what it does for a 2.0 and for an M&E
    relations   what comes of it, in the form that is saved; `relation_messages` is what it says
    channel_sums   one or two sums of the channels of a programme, read block by block from any sample on
    alignment   where in a mix another programme (a stem, an M&E) lies, to the sample, or why it lies nowhere
    speech_lanes   two programmes side by side at 16 kHz, centre and sides
    bed_removal    a mix without its M&E, in the time domain
    line_trace     whether a line of speech is in a sound, however softly, and at which level
    voicing        where a sound has a pitch, as a voice has
    coherence   per 100 ms, how much of a mix is another programme at some gain, and how much is something else
    dub_map     a dub against its original: offset, drift, speed, pitch, edits, or "cannot tell"; its parts in `dub`
    channel_identity   which channel of the original each channel of a dub carries, and with which polarity
    channel_of_lines   which channel of a dub, in whatever order, holds the lines
    mid_side    two channels as sum and difference, in which an exchange is a sign
    stems_sum   stems against their printmaster: which stem is at fault, where and by how much; its parts in `stems`
    fold_down_match    a 2.0 solved for the 5.1 it is made of; `fold_down_products` and `fold_down_solve` are its parts
    re_rendered a 5.1 or 7.1.4 against the ADM programme that it should be a render of; `re_render` measures it
    re_render_model    what a re-render comes to, as it is saved
    me          an M&E against the mix it was made from: lines in it, sound that it lacks
    identity_model     what channels come to, as it is saved
    fold_down_model    what a 2.0 comes to, as it is saved
    redelivery  a mix against its last delivery, sample by sample; `redelivery_anchors` says where its sound lies now
    redelivery_model   what a mix held against its last delivery comes to, as it is saved
    uncovered   sound of a partner before the start or after the end of a mix
    reductions  what is kept of programmes that are compared, each read as a whole once in a run
    watched     a programme that says how far it was read
    in_order    a programme whose channels are read in the order of another's
    reading     what the last four ask of a programme; `aligned_reading` reads two along a map

Like the meters, comparisons know no sheet; unlike them they read samples. Everything streams: a film takes no more
memory than a trailer, apart from a few figures per 100 ms.

To add a comparison, add a file here: a frozen dataclass for what it establishes, a function that takes programmes.
"""
