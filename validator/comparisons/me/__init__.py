"""Parts of `me_review`: what is read of an M&E and its mix, lines in it, and what it lacks.

lanes   both, and the dialogue stem, side by side at about 16 kHz: centre, left and right, surrounds
lines   lines of the original, and each of them looked for in the M&E
fill    powers by window and band of what should be there and what is
"""
