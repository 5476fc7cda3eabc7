"""The parts of `validator.comparisons.stems_sum`, in the order in which they are used.

reading      printmaster and stems side by side; the sum as delivered, second by second
responses    delay and polarity of every stem in every channel, all stems solved together
limiting     the gain of a limiter on the printmaster, and how much of it explains
rows         products of printmaster and stems every 100 ms, from which gains and nulls follow
"""
