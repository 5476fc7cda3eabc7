"""One module per command: words of the operator, one library call, what to show, and the exit code."""
