"""Pictures for Word: the drawings of the report as PNG."""

from __future__ import annotations

from helpers.publish.pictures import draw
from helpers.publish.report import Chart, Report


def test_pictures_are_drawn_all_at_once_and_the_same_every_time(report: Report) -> None:
    drawings = tuple(block.svg for block in report.blocks() if isinstance(block, Chart))
    first = draw(drawings)
    draw.cache_clear()
    assert draw(drawings) == first
    draw.cache_clear()
    assert (draw(drawings[:1])[0], draw(())) == (first[0], ())
    assert all(picture.startswith(b"\x89PNG") for picture in first)


def test_the_words_of_a_picture_are_drawn() -> None:
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="100pt" height="20pt">{}</svg>'
    words = '<text x="5" y="15" font-size="9" style="font-family: Noto Sans SC">户</text>'
    with_words, without = draw((frame.format(words), frame.format("")))
    assert len(with_words) > len(without)
