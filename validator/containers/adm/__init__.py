"""The Audio Definition Model in a wave file: axml, its tracks in chna, dbmd; parsed and built side by side."""
