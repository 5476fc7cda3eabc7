"""RIFF/WAVE, RF64 and BW64, and the chunks that deliveries use: fmt, bext, iXML, chna."""
