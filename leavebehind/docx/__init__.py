"""Word's XML, for every room that reads or writes it."""
