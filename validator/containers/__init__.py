"""File formats, parsed and built side by side. Nothing outside this room knows a byte offset."""
