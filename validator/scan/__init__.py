"""The one pass: samples become rows of a BlockTable."""
