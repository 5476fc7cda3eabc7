"""What a run writes: to the screen's stream, to files and to a history, without losing what is there."""
