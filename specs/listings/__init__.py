"""Many sheets at once: found by words, filtered, side by side, one against another."""
