"""The packages folder: what lies there, what is written, kept and remembered."""
