"""MXF files that hold one PCM sound track: AS-02 (IMF) and OP-Atom, read and written."""
