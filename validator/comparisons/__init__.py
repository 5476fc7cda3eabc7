"""What needs two programmes at once: the same instant of both, side by side.

    compare     which of a delivery's mixes are held against which, and by what
    relations   what comes of it, in the form that is saved; `relation_messages` is what it says

    dub         a dub against its original: offset, drift, speed, pitch, edits, or "cannot tell"
    channels    which channel of the original each channel of a dub carries, and with which polarity
    fold_down   a 2.0 solved for the 5.1 it is made of
    stems       stems against their printmaster: which stem is at fault, where and by how much
    me          an M&E against the mix it was made from: lines in it, sound that it lacks
    lines       lines of dialogue in two programmes; the dialogue gate uses them too
    redelivery  a mix against its last delivery, sample by sample
    re_render   a 5.1 or 7.1.4 against the ADM programme that it should be a render of
    reading     what all of them ask of a programme

Like the meters, comparisons know no sheet; unlike them they read samples. Everything streams: a film takes no more
memory than a trailer, apart from a few figures per 100 ms.

To add a comparison, add a room here: a frozen dataclass for what it establishes, a function that takes programmes.
"""
