"""The floor above one mix: inputs become mixes, measured once and judged."""
