"""A mix against its last delivery, sample by sample.

redelivery           what changed, and what is only gain, delay or dither
redelivery_anchors   where the sound of the last delivery lies in the new one
redelivery_model     what comes of it, as it is saved
"""
