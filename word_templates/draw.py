"""Draws the templates of all themes: `python word_templates/draw.py`.

The body of a template holds only text, tags and tables, in named styles. The measures are in
`drawing/measures.py` and `drawing/themes.py`.
"""

from __future__ import annotations

from drawing import booklet, brief, card, letter, people, resume, works
from drawing.document import blank, packed
from drawing.pen import Pen
from drawing.themes import THEMES

SECTIONS = (
    *(booklet.cover_page, booklet.contents, letter.cover_letter, booklet.fit, resume.resume),
    *(people.references, people.recommendations, works.work_samples, works.publications),
    *(booklet.first_90_days, booklet.back_cover, card.business_card),
    *(brief.interview_brief, brief.job_ticket),
)


def main() -> None:
    for theme in THEMES:
        theme.folder.mkdir(exist_ok=True)
        for section in SECTIONS:
            document = blank(theme)
            section(Pen(theme, document))
            path = theme.folder / f"{section.__name__}.docx"
            path.write_bytes(packed(document))


if __name__ == "__main__":
    main()
