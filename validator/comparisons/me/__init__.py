"""An M&E against the mix it was made from: lines of the original in it, and what it lacks.

me_against_original   where the M&E lies against the original decides what is searched
me_review             the search
me_model              what comes of it, as it is saved
lanes                 both, and the dialogue stem, side by side at about 16 kHz: centre, left and right, surrounds
lines                 lines of the original, and each of them looked for in the M&E
fill                  powers by window and band of what should be there and what is
"""
