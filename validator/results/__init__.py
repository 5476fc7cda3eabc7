"""What is established of a mix: readings, findings, a report, a round; saved as JSON and loaded again."""
