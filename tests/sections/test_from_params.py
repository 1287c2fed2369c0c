"""Figures and facts that no ledger holds, with their source."""

from tests.bundles import last


def test_quotes_what_no_row_makes_with_its_source(section, shown):
    section.given("打算数", 3, unit="项", definition="本月打算", source="参数的 plans")
    content = last(shown, "figure")
    assert (content["value"], content["kind"], content["ledger"]) == (3, "given", "参数的 plans")
    assert content["sources"] == []
    plan = section.quoted("10月底前完成", "会议纪要", name="打算.甲")
    section.paragraph(section.numbered(plan, "抓好落实"))
    spans = last(shown, "paragraph")["spans"]
    assert {"fact": "打算.甲", "text": "10月底前完成", "source": "会议纪要"} in spans
    assert "".join(span["text"] for span in spans) == "一是10月底前完成；二是抓好落实。"
