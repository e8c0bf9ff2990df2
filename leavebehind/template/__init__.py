"""A Word template, compiled once and filled many times; the only room that knows docxtpl.

docxtpl finds the tags in Word's XML; Jinja runs them in its immutable sandbox, with an allow-list
of what a template may touch, because a template is somebody else's file. What a template's
documents have in common is opened, compiled and compressed once (`master`); a document takes it
as it is and renders the rest (`filling`). A subdocument, which brings parts of its own, goes
docxtpl's way from beginning to end (`ordinary`), without being asked.

A document is the one that docxtpl alone writes, part by part, except where docxtpl goes wrong:

- Every value is escaped; in properties, which are plain text, none is, and they are cut at
  Word's 255 characters instead of refused.
- Characters that XML can't hold are left out of values, where docxtpl loses the rest of the
  document; CRLF is one line break and a vertical tab is one, too.
- An ampersand in a tag is an ampersand, so that {% if x == "R & D" %} can be true.
- None prints nothing, and a tuple its items with commas.
- A name that does not exist, a tag the sandbox forbids and a rendered part that is no XML are
  errors with their place, where docxtpl prints nothing, runs it, or drops what it can't read.
- A table cell that a condition has emptied gets a paragraph, without which Word refuses the file.
- Footnotes are rendered once, where docxtpl does it for every section and would run the tags
  that a value holds.
- Picture, QrCode and Link are plain values, drawn as docxtpl's InlineImage and `build_url_id`
  would have it: the same names, numbers and relationships, and besides a description, and no
  margins. An InlineImage is drawn into the document that prints it, whichever it was made for.
- The zip holds no time of day.
"""
