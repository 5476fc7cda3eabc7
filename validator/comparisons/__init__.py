"""What needs two programmes at once: the same instant of both, side by side.

    lanes       one or two sums of the channels of a programme, read block by block from any sample on
    alignment   where in a mix another programme (a stem, an M&E) lies, to the sample, or why it lies nowhere
    coherence   per 100 ms, how much of a mix is another programme at some gain, and how much is something else

Like the meters, comparisons know no sheet; unlike them they read samples. Everything streams: a film takes no more
memory than a trailer, apart from a few figures per 100 ms.

To add a comparison, add a file here: a frozen dataclass for what it establishes, a function that takes programmes.
"""
