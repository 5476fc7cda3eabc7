"""Stems against their printmaster.

stems_sum       whether their sum gives it, and if not, which stem is at fault; it uses the others in this order
reading         printmaster and stems side by side; the sum as delivered, second by second
responses       delay and polarity of every stem in every channel, all stems solved together
needed          delays, inverted channels and absence of stems, held against what the sum leaves without them
limiting        the gain of a limiter on the printmaster, and how much of it explains
stem_products   products of printmaster and stems every 100 ms, from which gains and nulls follow
sum_model       what comes of it, as it is saved
"""
