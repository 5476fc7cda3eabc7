"""Two rounds of one delivery held against each other: what was repaired, what is still there, what is new.

    two runs, as they were judged -> mixes paired -> findings paired, and their places -> Round

Nothing is measured or judged here: a round is made of reports, and of what a comparison of the sound found where both
deliveries' sound is there (`validator.comparisons.redelivery.redelivery`).
"""
