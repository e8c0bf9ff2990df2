"""What one would blush for, noted before it is printed: pure, but for `documents`."""
