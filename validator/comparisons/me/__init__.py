"""An M&E against the mix it was made from: lines of the original in it, and what it lacks.

me_against_original   where the M&E lies against the original decides what is searched
me_review             the search; it uses the others in this order
lanes                 both, and the dialogue stem, side by side at about 16 kHz: centre, left and right, surrounds
lines                 lines of the original, and each of them looked for in the M&E
lines_together        what the lines that are too soft to be heard one by one say together
leak_chain            which of a row of lines leak, told from all of them
spectral_windows      spectra of stretches side by side, for coherence band by band
missing_lines         where a dub lacks a line that the original has
fill                  powers by window and band of what should be there and what is
me_model              what comes of it, as it is saved
"""
