"""A Word template, compiled once and filled many times; the only room that knows docxtpl.

docxtpl makes Word's XML readable for Jinja (`compile`); Jinja runs the tags in its immutable
sandbox, with an allow-list of what a template may touch, because a template is somebody else's
file (`sandbox`). What a template's documents have in common is compiled and compressed once; a
document takes it as it is and renders the rest (`render`).

The tags, the words and the looks are docxtpl's, except where docxtpl goes wrong:

- Every value is escaped; in properties, which are plain text, none is, and they are cut at
  Word's 255 characters instead of refused.
- Characters that XML can't hold are left out of values, where docxtpl loses the rest of the
  document; CRLF is one line break and a vertical tab is one, too.
- Braces that are escaped in the template ({_{) are braces; those in a value stay as they are.
- An ampersand in a tag is an ampersand, so that {% if x == "R & D" %} can be true.
- None prints nothing, and a tuple its items with commas.
- A name that does not exist, a tag the sandbox forbids and a rendered part that is no XML are
  errors with their place, where docxtpl prints nothing, runs it, or drops what it can't read.
- A table cell that a condition has emptied gets a paragraph, without which Word refuses the file.
- Footnotes are rendered once, where docxtpl does it for every section and would run the tags
  that a value holds.
- Picture, QrCode and Link are plain values, drawn as docxtpl's InlineImage would be, and besides
  with a description, and without margins. An InlineImage is drawn into the document that prints
  it, whichever it was made for.
- The zip holds no time of day.
"""
