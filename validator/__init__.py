"""The ear and the judge: measures rendered mixes and holds them against a sheet."""
