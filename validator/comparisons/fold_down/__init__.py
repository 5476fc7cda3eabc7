"""A 2.0 against the 5.1 that it should be folded from.

fold_down_match      coefficients, matrix, LFE in it, and what is left
fold_down_products   products of all channels, per second and band
fold_down_solve      least squares on them
compared_fold_down   what the coefficients say beside the comparison of the two as a dub and its original
fold_down_model      what comes of it, as it is saved
"""
