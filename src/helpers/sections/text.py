"""The verbs of text: paragraphs of templates that name figures, and what builds sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from helpers.errors import SectionError
from helpers.params import SourcedText
from helpers.record import VILLAGE, ParagraphRecord, SpanRecord, escaped, show, words
from helpers.sections.arguments import Name, Sentence, Template
from helpers.sections.figures import MadeFigure
from helpers.wording import clauses as falling
from helpers.wording.numbers import chinese_numeral
from helpers.wording.templates import BUILTINS, FACT_PREFIX, Piece, builtin_words, pieces
from helpers.wording.templates import as_name as in_braces
from helpers.wording.trends import MOST

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection

#: Before the number of a text that is quoted; no figure is called so.
QUOTE_PREFIX = "原文."


def paragraph(section: OpenSection, *sentences: Sentence) -> None:
    """写一段话，由几句模板接成；为假或为空的一句不写。

    模板用花括号引用指标和事实：{存量贷款}、{收入:突破}、{事实.年度定位}；不能直接写数字。
    台账、params 里的原文用 s.quoted(…) 引用。

    例
    --
    >>> s.paragraph("全镇存量贷款{存量贷款}", s["逾期户数"] and "，逾期{逾期户数}", "。")
    """
    _write(section, sentences, lead=False)


def lead(section: OpenSection, *sentences: Sentence) -> None:
    """写报告的开头，排在第一个标题之前；写法同 s.paragraph。

    例
    --
    >>> s.lead("{镇}认真贯彻中央决策部署，现就工作情况汇报如下：")
    """
    _write(section, sentences, lead=True)


def numbered(section: OpenSection, *sentences: Sentence) -> str:
    """把成立的几句编成“一是……；二是……。”；只有一句时不编号。句子写成模板，不带句号。

    例
    --
    >>> s.paragraph(s.numbered("抓监测", s["逾期户数"] and "清收逾期{逾期户数}"))
    """
    held = [sentence for sentence in sentences if isinstance(sentence, str) and sentence]
    if len(held) > 1:
        held = [f"{chinese_numeral(place)}是{sentence}" for place, sentence in enumerate(held, start=1)]
    return "；".join(held) + "。" if held else ""


def clause(section: OpenSection, *parts: Sentence) -> str:
    """写一个分句，标点写在分句里；里面的指标没有值或是零、事实没有给，分句自己不写。

    第一部分不写，整个分句就不写；后面的部分各自有就写、没有就不写，没有花括号的随第一部分。
    和以前比的写法（环比、同比、本月新增）是零也写。零也要说的话，不用分句，写成普通的句子。

    例
    --
    >>> s.paragraph(s.clause("存量贷款涉及{存量贷款户}", "，累计贴息{贴息金额:万}", "。"))
    >>> s.clause("逾期{逾期笔数}，") or "无逾期，"
    """
    return falling.clause(parts, lambda field: _is_empty(section, field))


def clauses(section: OpenSection, *parts: Sentence, by: str = "、") -> str:
    """把几个分句用“、”（或 by）连起来；每一个像 s.clause 一样，没有可说的自己不写。

    例
    --
    >>> s.clauses("{行政村数}行政村", "{社区数}社区")
    """
    return falling.joined(parts, by, lambda field: _is_empty(section, field))


def joined(section: OpenSection, *parts: Sentence, by: str = "、") -> str:
    """把成立的几部分用“、”（或 by）连起来；零也照写，不写的用 and 去掉。

    例
    --
    >>> s.joined(s.has_fact("会议") and "{事实.会议}", "共{户数}", by="，")
    """
    return by.join(part for part in parts if isinstance(part, str) and part)


def change(section: OpenSection, name: Name, *forms: str, lead: str = "") -> str:
    """写一个指标和以前比的半句；没有可比的数时，什么也不写。

    参数
    ----
    forms：只要其中几种时写明：环比、本月新增、同比。年内累计数没有环比，写本月新增。
    lead：半句前面的字，多为逗号，随半句一起不写。

    例
    --
    >>> s.paragraph("余额{余额}", s.change("余额", lead="，"), "。")   # ，比上月减少……，同比增长……
    """
    said = [f"{{{name}:{form}}}" for form in section.figure(name).comparisons if not forms or form in forms]
    return lead + "，".join(said) if said else ""


def has_fact(section: OpenSection, name: str) -> bool:
    """params 里有没有这个事实；没有时，用到它的句子不写。

    例
    --
    >>> s.has_fact("年度定位") and "今年是{事实.年度定位}，"
    """
    return _fact(section, name) is not None


def as_name(section: OpenSection, text: object) -> str:
    """台账里的名称（作物、标段）用在指标名里的写法：花括号、冒号、点这些模板要读的符号变成全角。

    每种作物、每个标段一组指标时，指标名和花括号里都用它；印出来的名称用 s.quoted 或 s.listing。

    例
    --
    >>> s.total(f"{s.as_name(crop)}面积", rows, "面积", definition="种植面积")
    """
    return in_braces(text)


def quoted(section: OpenSection, text: object, source: str = "", *, name: str = "") -> str:
    """引用台账或 params 里的原文（名称、打算、说明），可用在句子、标题、注、表格的词和图例里。

    原文可以有数字、花括号等任何字，照原样印出，绝不当作模板。返回值是一个花括号的字段。

    参数
    ----
    source：出处；写了出处的，列进报告的事实清单。
    name：在事实清单里的名称；不写时就是原文。

    例
    --
    >>> s.paragraph("已完工的有", s.quoted(project["项目名称"]), "。")
    """
    fact = SourcedText(text=str(text), source=source)
    for field, known in section.quotes.items():
        if known == (name, fact):
            return f"{{{field}}}"
    field = f"{QUOTE_PREFIX}{len(section.quotes)}"
    section.quotes[field] = (name, fact)
    return f"{{{field}}}"


def spans(section: OpenSection, template: Template) -> tuple[SpanRecord, ...]:
    """Return what a template says, piece by piece.

    Raises
    ------
    SectionError
        If it holds a typed number, or names something that is not there.
    """
    return tuple(_span(section, piece) for piece in pieces(template))


def filled(section: OpenSection, template: Template) -> str:
    """Return what a template says as plain words, where a table or a chart holds no pieces of text.

    Raises
    ------
    SectionError
        If it names villages that may have to be withheld: only of a sentence or a title the month can take them back.
    """
    for piece in pieces(template):
        figure = section.figures.get(piece.field)
        if figure is not None and (piece.form == VILLAGE + MOST or _lists_villages(figure)):
            raise SectionError(
                f"“{figure.short}”在这里说出了村名，不能写在表的格子里或图的叫法里",
                where=section.part.heading,
                do="写进句子或标题，那里要保密的村会自动改成“个别村”",
            )
    return words(spans(section, template))


def _lists_villages(figure: MadeFigure) -> bool:
    """Tell whether a figure lists villages that have somebody of a sensitive class."""
    return (
        figure.kind == "listing"
        and figure.sensitive
        and set(str(figure.value).split("、")) <= set(figure.units())
    )


def noted(section: OpenSection, notes: Iterable[Sentence]) -> tuple[tuple[SpanRecord, ...], ...]:
    """Return the notes that hold."""
    return tuple(spans(section, note) for note in notes if isinstance(note, str) and note)


def _write(section: OpenSection, sentences: Sequence[Sentence], *, lead: bool) -> None:
    held = [sentence for sentence in sentences if isinstance(sentence, str)]
    if not section.empty:
        _refuse_missing(section, held)
    said = [span for sentence in held for span in spans(section, sentence)]
    if said:
        paragraph = ParagraphRecord(spans=tuple(said), lead=lead)
        show(paragraph, markdown=escaped(words(paragraph.spans)))


def _is_empty(section: OpenSection, field: str) -> bool:
    """Tell whether a field has nothing to say: a fact that is not given, a figure without a value or of zero."""
    if field.startswith(FACT_PREFIX):
        return not has_fact(section, field.removeprefix(FACT_PREFIX))
    if field in BUILTINS or field in section.quotes:
        return False
    return not section.figure(field)


def _refuse_missing(section: OpenSection, sentences: Iterable[str]) -> None:
    """Refuse a figure without a value in a sentence: a table may say 无, but 占无 is no Chinese."""
    for name in (piece.field for sentence in sentences for piece in pieces(sentence)):
        if name in section.figures and section.figures[name].value in (None, ""):
            raise SectionError(
                f"“{name}”没有值，不能写进句子",
                where=section.part.heading,
                do=f"没有值时让这句话不写，例如 s['{name}'] and '……{{{name}}}……'",
            )


def _fact(section: OpenSection, name: str) -> SourcedText | None:
    """Return a fact by its name; that of a crop is written in the params as the crop is in the ledger."""
    facts = section.settings.facts
    return facts.get(name) or next((fact for key, fact in facts.items() if in_braces(key) == name), None)


def _span(section: OpenSection, piece: Piece) -> SpanRecord:
    if not piece.field:
        return SpanRecord(text=piece.literal)
    if piece.field in BUILTINS:
        return SpanRecord(text=builtin_words(section.settings)[piece.field], quoted=True)
    if piece.field.startswith(FACT_PREFIX):
        name = piece.field.removeprefix(FACT_PREFIX)
        fact = _fact(section, name)
        if fact is None:
            raise SectionError(
                f"没有“{name}”这个事实",
                where=f"params/{section.month}.yaml 的 facts",
                do="补上这个事实和出处，或改正名字",
            )
        return SpanRecord(text=fact.text, fact=name, source=fact.source)
    if piece.field in section.quotes:
        name, quote = section.quotes[piece.field]
        if not quote.source:
            return SpanRecord(text=quote.text, quoted=True)
        return SpanRecord(text=quote.text, fact=name or quote.text, source=quote.source)
    figure = section.figure(piece.field)
    return SpanRecord(text=figure.text(piece.form), figure=figure.name, form=piece.form)
