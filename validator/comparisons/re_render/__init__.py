"""A 5.1 or 7.1.4 against the ADM programme that it should be a render of.

re_render         place in time, levels, what is missing
re_rendered       the same as a saved comparison, or why nothing can be told
re_render_model   what comes of it, as it is saved
"""
