"""The letter: what a run asks of whoever delivered, on one page.

`book` gathers it from reports as they come, `grouping` makes one line of what has one cause, `model` is the result, and
`said` is the result in words, from which pages, Markdown and PDF are made.
"""
