"""Sheets to and from the formats of others, with a list of what each of them cannot say."""
