"""The words of a drawing are read back whichever way they are written."""

from __future__ import annotations

from pathlib import Path

from helpers.charts.drawing import complete
from helpers.publish.formats import readers
from helpers.publish.pdf.document import render_pdf
from helpers.publish.readback import differences
from helpers.publish.reading import read_report
from helpers.publish.report import Report
from helpers.record import ChartRecord, SeriesRecord, SpanRecord
from tests.publish.conftest import executed


def test_a_drawing_is_read_whichever_way_its_words_are_written(fonts: Path) -> None:
    villages = ["ئۇيغۇر 12", "بالا", "3ئۇيغۇر كەنتى4号", "和顺村", "שלום 5"]

    def drawn(*values: tuple[str, float]) -> Report:
        series = (SeriesRecord(name="户", values=values),)
        chart = complete(
            ChartRecord(id="a-1", title=(SpanRecord(text="甲"),), drawing="bars", series=series, unit="户")
        )
        return read_report([executed("a", "甲", ("chart", chart.content(), chart.svg))])

    values = [(village, float(place)) for place, village in enumerate(villages, start=1)]
    report = drawn(*values)
    file = {"report.pdf": render_pdf(report, fonts)}
    assert list(differences(report, file, readers())) == []
    assert list(differences(drawn(*values[:4], ("שלום 6", 5.0)), file, readers()))
