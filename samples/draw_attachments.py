"""Draw what the sample's workbook points to: a letter, a picture of a work sample, a signature."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

FONTS = Path(__file__).parent.parent / "leavebehind" / "font_files"
INK, MUTED, RULE, TEAL, AMBER = "#1d2b36", "#6b7c88", "#d9e0e4", "#1f7a78", "#c8742a"

Point = tuple[float, float]

# Hand-set strokes on a grid of 100 units, y upwards: a pen that is lifted between them.
NOEMIE_CASTANEDA: tuple[tuple[Point, ...], ...] = (
    ((4, 14), (9, 40), (16, 84), (19, 88), (20, 60), (26, 22), (31, 13), (35, 46), (41, 90),
     (47, 97)),
    ((40, 30), (36, 22), (39, 13), (46, 14), (48, 25), (43, 32), (41, 29), (50, 22), (58, 24),
     (61, 32), (57, 36), (54, 26), (58, 14), (66, 18), (71, 32), (73, 16), (77, 30), (80, 16),
     (84, 30), (87, 15), (92, 18), (95, 30), (95, 16), (102, 16), (108, 26), (110, 33), (106, 34),
     (105, 22), (112, 13), (124, 22)),
    ((58, 46), (64, 55)),
    ((160, 78), (152, 90), (138, 82), (129, 52), (132, 24), (146, 12), (164, 20), (178, 30),
     (172, 34), (167, 22), (172, 14), (180, 24), (182, 32), (184, 14), (192, 15), (196, 32),
     (200, 16), (208, 30), (213, 15), (224, 20), (240, 15), (262, 19), (292, 15)),
    ((196, 44), (202, 49), (208, 44), (214, 49)),
    ((60, 2), (120, -3), (196, 0), (252, 6)),
)  # fmt: skip
WALTER_OKONKWO: tuple[tuple[Point, ...], ...] = (
    ((2, 82), (10, 40), (16, 14), (24, 44), (31, 74), (36, 36), (42, 14), (52, 56), (64, 96)),
    ((60, 20), (68, 30), (70, 16), (76, 18), (84, 60), (88, 88), (84, 60), (86, 18), (94, 20),
     (97, 62), (98, 18), (106, 22), (116, 26), (126, 18)),
    ((166, 84), (146, 74), (140, 40), (150, 16), (172, 18), (184, 46), (176, 78), (164, 84)),
    ((190, 84), (192, 14), (192, 34), (206, 52), (196, 34), (212, 14), (222, 26), (232, 20),
     (250, 26), (280, 22)),
)  # fmt: skip


def draw_signature(path: Path, strokes: Sequence[Sequence[Point]], color: str = "#1b2f6b") -> None:
    """A signature in ink on a transparent ground, about 1200 pixels wide."""
    scale, margin = 8, 12  # drawn at twice the size, then reduced: smooth edges
    right = max(x for stroke in strokes for x, _ in stroke) + margin
    size = (int((right + margin) * scale), int((110 + margin) * scale))
    picture = Image.new("L", size, 0)
    draw = ImageDraw.Draw(picture)
    for stroke in strokes:
        line = _smooth(stroke)
        for index, (x, y) in enumerate(line):
            swell = math.sin(math.pi * index / len(line))
            radius = scale * (0.55 + 0.75 * swell**0.6)
            center = ((x + margin) * scale, (104 - y) * scale)
            draw.circle(center, radius, fill=255)
    alpha = picture.resize((size[0] // 2, size[1] // 2), Image.Resampling.LANCZOS)
    signature = Image.new("RGBA", alpha.size, color)
    signature.putalpha(alpha)
    signature.crop(alpha.getbbox()).save(path, optimize=True)


def _smooth(points: Sequence[Point], steps: int = 60) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    return [
        (_spline(t / steps, *(p[0] for p in four)), _spline(t / steps, *(p[1] for p in four)))
        for four in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
        for t in range(steps)
    ]


def _spline(t: float, a: float, b: float, c: float, d: float) -> float:
    bend = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return 0.5 * (2 * b + (c - a) * t + bend)


LETTER_TEXT = (
    "To whoever is about to hire Noémie Castañeda:",
    "Noémie has run planning analytics at Freshline Foods for me since March 2021. I have worked "
    "in food distribution for thirty-one years and have seen many clever models. Hers are the "
    "first that my buyers ask for.",
    "She began on the dock, not in the data. For three weeks she rode along, counted pallets with "
    "the night shift, and wrote down which of our reports people had stopped reading. There were "
    "61 of them. A year later there was one page, and at 5:30 every morning it lies beside the "
    "coffee machine in all six warehouses. Spoilage on our chilled lines went from 4.1% to under "
    "1.5%, orders delivered on time and in full from 87% to 96%, and we hold less stock than "
    "we did before.",
    "What I value most is how she works with people who disagree with her. When our largest "
    "customer &amp; my own sales team doubted the forecast, she did not defend it. She asked them "
    "to write theirs beside it for eight weeks, and printed both. Nobody has asked for the old "
    "process since. Of the nine people on her team, four were promoted while they worked for her.",
    "I would keep her if I could. If she joins you, give her a real problem, a desk near the "
    "people who have it, and a little time. You will be glad you did.",
    "With warm regards,",
)


def draw_letter(path: Path, signature: Path) -> None:
    """A letter of recommendation on one Letter page, signed, its fonts embedded."""
    for font, file in (("Carlito", "Carlito-Regular"), ("Carlito-Bold", "Carlito-Bold")):
        pdfmetrics.registerFont(TTFont(font, FONTS / f"{file}.ttf"))
    page_width, page_height = LETTER
    # invariant: no date of making, so that the same letter is the same file.
    page = Canvas(str(path), pagesize=LETTER, invariant=1, initialFontName="Carlito", lang="en-US")
    page.setTitle("Letter of recommendation for Noémie Castañeda")
    page.setAuthor("Walter Okonkwo")
    left, width = 28 * mm, page_width - 56 * mm
    top = page_height - 26 * mm
    page.setFillColor(HexColor("#2f6b3c"))
    page.setFont("Carlito-Bold", 20)
    page.drawString(left, top, "Freshline Foods")
    page.setFillColor(HexColor(MUTED))
    page.setFont("Carlito", 9.5)
    page.drawRightString(left + width, top + 8, "Office of the Vice President, Supply Chain")
    page.drawRightString(left + width, top - 4, "200 Allens Avenue, Providence, RI 02903")
    page.setStrokeColor(HexColor("#2f6b3c"))
    page.setLineWidth(1.2)
    page.line(left, top - 12, left + width, top - 12)
    page.setFillColor(HexColor(INK))
    page.setFont("Carlito", 11)
    page.drawString(left, top - 20 * mm, "November 16, 2026")
    style = ParagraphStyle("body", fontName="Carlito", fontSize=11.5, leading=16.5, textColor=INK)
    y = top - 31 * mm
    for text in LETTER_TEXT:
        paragraph = Paragraph(text, style)
        _, height = paragraph.wrap(width, page_height)
        paragraph.drawOn(page, left, y - height)
        y -= height + 9
    # By its content: a picture named by a path makes another file on each machine.
    picture = ImageReader(str(signature))
    page.drawImage(picture, left, y - 17 * mm, height=17 * mm, width=48 * mm, mask="auto")
    y -= 23 * mm
    page.setFont("Carlito-Bold", 11.5)
    page.drawString(left, y, "Walter Okonkwo")
    page.setFont("Carlito", 11)
    page.drawString(left, y - 14, "Vice President, Supply Chain")
    page.drawString(left, y - 28, "walter.okonkwo@freshline.example  ·  +1 401 555 0127")
    page.save()


def draw_morning_report(path: Path) -> None:
    """The picture of a work sample: a one-page report of six warehouses, 2000 × 1300 pixels."""
    picture = Image.new("RGB", (2000, 1300), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((80, 64), "Morning report", INK, _font(64, bold=True))
    subtitle = "Tuesday, June 4, 2024 · printed 5:30 a.m. · six warehouses, chilled & dry"
    draw.text((80, 142), subtitle, MUTED, _font(32))
    draw.line((80, 204, 1920, 204), RULE, 3)
    _draw_figures(draw)
    _draw_forecast(draw)
    _draw_warehouses(draw)
    draw.line((80, 1180, 1920, 1180), RULE, 3)
    todo = "Today: call Dock 3 about the 7:10 berries · Hartford counts romaine twice"
    draw.text((80, 1206), todo, INK, _font(34, bold=True))
    picture.save(path, optimize=True, dpi=(300, 300))


FIGURES = (
    ("96.2%", "on time and in full", "+0.4 on last week", TEAL),
    ("1.4%", "spoilage, chilled", "target: below 1.5", TEAL),
    ("8.1 days", "of stock on hand", "−0.6 on last week", TEAL),
    ("2", "lines to look at", "berries, romaine", AMBER),
)


def _draw_figures(draw: ImageDraw.ImageDraw) -> None:
    for column, (figure, name, remark, color) in enumerate(FIGURES):
        x = 80 + column * 472
        draw.text((x, 236), figure, color, _font(82, bold=True))
        draw.text((x, 334), name, INK, _font(34))
        draw.text((x, 376), remark, MUTED, _font(28))


def _draw_forecast(draw: ImageDraw.ImageDraw) -> None:
    """Twelve weeks of pallets: what was forecast, with its band, and what came."""
    left, right, top, bottom = 150, 1150, 540, 1080
    draw.text((80, 458), "Pallets a day: forecast, and what came", INK, _font(36, bold=True))
    chance = random.Random(2024)
    forecast = [620 + 90 * math.sin(week / 2.1) + 9 * week for week in range(12)]
    actual = [pallets + chance.gauss(0, 22) for pallets in forecast[:9]]

    def at(week: int, pallets: float) -> Point:
        return (
            left + (right - left) * week / 11,
            bottom - (bottom - top) * (pallets - 450) / 450,
        )

    for level in range(500, 901, 100):
        y = at(0, level)[1]
        draw.line((left, y, right, y), RULE, 2)
        draw.text((left - 18, y), str(level), MUTED, _font(26), anchor="rm")
    spread = [30 + 5 * week for week in range(12)]
    high = [at(week, forecast[week] + spread[week]) for week in range(12)]
    low = [at(week, forecast[week] - spread[week]) for week in reversed(range(12))]
    draw.polygon([*high, *low], fill="#dcecea")
    draw.line([at(week, pallets) for week, pallets in enumerate(forecast)], TEAL, 5, "curve")
    for week, pallets in enumerate(actual):
        draw.circle(at(week, pallets), 11, INK)
    for week in range(0, 12, 2):
        x = at(week, 500)[0]
        draw.text((x, bottom + 34), f"week {week + 14}", MUTED, _font(26), anchor="mm")
    label_x, label_y = high[11]
    draw.text((label_x, label_y - 14), "forecast", TEAL, _font(30), anchor="rs")
    last_x, last_y = at(8, actual[8])
    draw.text((last_x, last_y + 44), "came", INK, _font(30))


WAREHOUSES = (
    ("Providence", 98.1),
    ("Worcester", 97.4),
    ("Portland", 96.9),
    ("New Haven", 96.0),
    ("Hartford", 94.2),
    ("Fall River", 93.5),
)


def _draw_warehouses(draw: ImageDraw.ImageDraw) -> None:
    draw.text((1270, 458), "On time and in full, by warehouse", INK, _font(36, bold=True))
    for row, (warehouse, share) in enumerate(WAREHOUSES):
        y = 572 + row * 96
        draw.text((1270, y), warehouse, INK, _font(32), anchor="lm")
        length = (share - 88) / 12 * 340
        color = TEAL if share >= 95 else AMBER
        draw.rounded_rectangle((1460, y - 22, 1460 + length, y + 22), 6, color)
        draw.text((1476 + length, y), f"{share}%", color, _font(32, bold=True), anchor="lm")


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    # The basic layout is the same on every machine, whether or not it has Raqm.
    name = "Carlito-Bold.ttf" if bold else "Carlito-Regular.ttf"
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)
