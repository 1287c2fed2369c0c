"""The checks between figures (勾稽关系): from ``params/checks.yaml``, judged, waived with a reason."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from helpers.checks.relations import (
    FILE,
    THIS,
    Comparison,
    MissingFigureError,
    NoAnswerError,
    View,
    parse,
)
from helpers.errors import RunError
from helpers.expressions import ExpressionError
from helpers.ledgers import Problem
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import (
    Fault,
    Loc,
    ParamsFaults,
    ReportSettings,
    Settings,
    Strict,
    Waiver,
    place_in,
    read_params,
    refuse,
)
from helpers.record import FigureRecord
from helpers.wording.numbers import plain

Conclusion = Literal["通过", "不通过", "豁免", "不适用", "提醒"]

_SCOPES = {"month": "本月", "months": "跨月", "villages": "分村"}
_LEVELS = {"error": "错误", "warning": "提醒"}
_LEDGERS = "台账"
_SOME = "有的村不成立，由本办核实"
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Note(Strict):
    """What is printed beside a check that holds; ``{figure}`` stands for the figure's text."""

    when: str = Field(description="成立时印出说明的条件，写法同 expect", examples=["基本情况.其他户 > 0"])
    says: str = Field(description="印出的话；{指标全名} 由程序填入", examples=["含其他户{基本情况.其他户}"])


class Check(Strict):
    """One relation between figures.

    Attributes
    ----------
    id : str
        ``C01``; a relation of several statements numbers them, ``C08-1``.
    says : str
        The relation in words.
    expect : str
        The relation in the language of `helpers.checks.relations`.
    scope : {"month", "months", "villages"}
        Within the month, from month to month, or for each village by itself.
    each : {"villages", "ytd"}, optional
        Judge `expect` for every figure that has numbers by village, or that runs since January; 本指标
        stands for it.
    when : str, optional
        Judge only when this relation holds; 月份 is the number of the month.
    see : list of str
        Figures whose rows are named when the relation does not hold.
    """

    id: str = Field(pattern=r"^C\d\d(-\d+)?$", examples=["C01", "C08-1"], description="编号")
    says: str = Field(description="用话说这条关系", examples=["低保人数与特困人数之和不超过脱贫人口"])
    expect: str = Field(
        description="算式：指标全名、数、+ - * /、一个比较，prior、opening、villages、abs、round、min、max",
        examples=["甲.新增 <= 甲.余额"],
    )
    level: Literal["error", "warning"] = Field(
        default="error",
        description="error 不成立就不发布，warning 只提醒；算不出来的一律不发布",
        examples=["error"],
    )
    scope: Literal["month", "months", "villages"] = Field(
        default="month",
        description="month 本月之内，months 和上月比，villages 每个村分别核对",
        examples=["month"],
    )
    each: Literal["villages", "ytd"] | None = Field(
        default=None,
        description="villages 对每个有分村数的指标，ytd 对每个年内累计的指标；expect 里写作“本指标”",
        examples=["ytd"],
    )
    when: str | None = Field(
        default=None, description="什么时候才核对，写法同 expect；“月份”是几月", examples=["月份 > 1"]
    )
    see: list[str] = Field(
        default_factory=list, description="不成立时列出哪些指标的行", examples=[["小额信贷.逾期笔数"]]
    )
    note: Note | None = Field(default=None, description="成立时附带的说明")

    @model_validator(mode="after")
    def _is_sound(self) -> Check:
        refuse(self._contradictions())
        return self

    def _contradictions(self) -> Iterator[tuple[Loc, str]]:
        note = {("note", "when"): self.note.when} if self.note else {}
        for loc, text in ({("expect",): self.expect, ("when",): self.when or "1 > 0"} | note).items():
            try:
                relation = parse(text)
            except ExpressionError as error:
                yield loc, str(error)
                continue
            if loc == ("expect",) and relation.in_turn != (self.each is not None):
                yield loc, f"{self.id}：写了 each 才能用“{THIS}”，写了 each 也必须用“{THIS}”"
            elif loc != ("expect",) and relation.in_turn and self.each is None:
                yield loc, f"{self.id}：写了 each 才能用“{THIS}”"
        if self.note and set(_PLACEHOLDER.sub("", self.note.says)) & {"{", "}"}:
            yield ("note", "says"), f"花括号不成对：{self.note.says}"

    def figures(self) -> set[str]:
        """Return the full names of all figures that the check names."""
        return {name for names in self.figures_by_key().values() for name in names}

    def figures_by_key(self) -> dict[str, list[str]]:
        """Return the full names of the figures by the key of the check that names them."""
        named = {"expect": list(parse(self.expect).figures), "see": self.see}
        if self.when is not None:
            named["when"] = list(parse(self.when).figures)
        if self.note is not None:
            named["note"] = [*parse(self.note.when).figures, *_PLACEHOLDER.findall(self.note.says)]
        return named


class ChecksFile(Strict):
    """``params/checks.yaml``: what must hold between the figures of a report."""

    checks: list[Check] = Field(description="各条勾稽关系")

    @model_validator(mode="after")
    def _once(self) -> ChecksFile:
        ids = [check.id for check in self.checks]
        twice = [number for number, name in enumerate(ids) if name in ids[:number]]
        refuse((("checks", number, "id"), f"编号重复：{ids[number]}") for number in twice)
        return self


@dataclass(frozen=True)
class CheckResult:
    """What became of a check; one for each figure or village gives a result for each failure.

    `explanation` is for the office; `outside` is what readers are told in its place, without rows and villages.
    """

    id: str
    says: str
    scope: str
    level: str
    left: float | None
    right: float | None
    difference: float | None
    conclusion: Conclusion
    explanation: str
    outside: str | None = None

    @property
    def forbids(self) -> bool:
        """Whether the month must not be published because of it."""
        return self.conclusion == "不通过" and self.level == _LEVELS["error"]


COLUMNS = {
    "编号": "id",
    "勾稽关系": "says",
    "范围": "scope",
    "级别": "level",
    "左边": "left",
    "右边": "right",
    "差额": "difference",
    "结论": "conclusion",
    "说明": "explanation",
}


class ChecksError(RunError):
    """Checks that forbid the month to be published."""

    def __init__(self, results: Sequence[CheckResult], month: Month) -> None:
        self.results = list(results)
        failed = [f"{result.id} {result.says}：{result.explanation}" for result in results if result.forbids]
        super().__init__(
            f"{len(failed)} 条勾稽关系不通过\n" + "\n".join(failed),
            do=f"改正台账后再运行；确有原因的，在 params/{month}.yaml 的 waivers 里写明 check、reason、by",
        )


# --- reading ---------------------------------------------------------------------------------------------


def load_checks(office: Office) -> list[Check]:
    """Read the checks of an office, its own or the suite's.

    Raises
    ------
    ParamsError
        If the file has an unknown key, an id twice, or an expression that is no comparison of sums.
    """
    return read_params(office.resource(FILE), ChecksFile).checks


def require_known(
    office: Office,
    checks: Iterable[Check],
    figures: Collection[str],
    sections: Collection[str],
    dynamic: Collection[str],
) -> None:
    """Refuse checks of figures that are not there.

    Parameters
    ----------
    figures : collection of str
        The full names of the figures that the notebooks declare.
    sections : collection of str
        The figure prefixes of the report's sections. A check of a section that is not among them does not
        apply, as long as the suite knows the section.
    dynamic : collection of str
        Those of sections that name figures only while they run, so that any name there may be right.

    Raises
    ------
    ParamsFaults
        All unknown names at once, with the nearest known ones.
    """
    faults = []
    for number, check in enumerate(checks):
        for key, names in check.figures_by_key().items():
            for name in names:
                prefix = name.partition(".")[0]
                left_out = prefix not in sections and prefix in _suite_sections()
                if name not in figures and prefix not in dynamic and not left_out:
                    place = place_in(office.resource(FILE), ("checks", number, key))
                    what = f"{check.id} 里的“{name}”没有哪个章节算出来{_nearest(name, figures)}"
                    faults.append(Fault(place, what, "改正名字"))
    if faults:
        raise ParamsFaults(faults)


def unknown_waivers(office: Office, checks: Iterable[Check], settings: Settings) -> list[Fault]:
    """Return what is wrong with the waivers of a month: they waive no check that there is."""
    ids = [check.id for check in checks]
    path = office.folder / "params" / f"{settings.month}.yaml"
    return [
        Fault(
            place_in(path, ("waivers", number, "check")),
            f"“{waiver.check}”不是勾稽关系的编号{_nearest(waiver.check, ids)}",
            f"对照 {FILE} 里的 id 改正，或删去",
        )
        for number, waiver in enumerate(settings.this_month.waivers)
        if waiver.check not in ids
    ]


def _suite_sections() -> set[str]:
    report = read_params(suite_folder() / "params" / "report.yaml", ReportSettings)
    return {part.figure_prefix for part in report.sections()}


def _nearest(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3)
    return f"，是不是：{'、'.join(near)}" if near else ""


# --- judging ---------------------------------------------------------------------------------------------


def judge(
    checks: Iterable[Check], figures: Mapping[str, FigureRecord], month: Month, waivers: Iterable[Waiver] = ()
) -> list[CheckResult]:
    """Judge all checks over the figures of a month, and waive what the office answers for.

    Parameters
    ----------
    figures : mapping
        Full name to the figure.
    """
    reasons = {waiver.check: waiver for waiver in waivers}
    results = [result for check in checks for result in _judged(check, figures, month)]
    return [_waived(result, reasons[result.id]) if result.id in reasons else result for result in results]


def unused_waivers(results: Iterable[CheckResult], waivers: Iterable[Waiver]) -> list[Waiver]:
    """Return the waivers of checks that did not fail: they should go, or they hide a failure to come."""
    used = {result.id for result in results if result.conclusion == "豁免"}
    return [waiver for waiver in waivers if waiver.check not in used]


def _waived(result: CheckResult, waiver: Waiver) -> CheckResult:
    if result.conclusion != "不通过":
        return result
    reason = f"。豁免理由：{waiver.reason}（{waiver.by}）"
    outside = (result.outside or result.explanation) + reason
    return replace(result, conclusion="豁免", explanation=result.explanation + reason, outside=outside)


def _judged(check: Check, figures: Mapping[str, FigureRecord], month: Month) -> list[CheckResult]:
    views: list[tuple[str, View]]
    if check.each is not None:
        judged = [name for name in figures if _is_one_of(figures[name], check.each)]
        views = [(name, View(figures, month, this=name)) for name in judged]
    elif check.scope == "villages":
        named = [figures[name] for name in parse(check.expect).figures if name in figures]
        villages = dict.fromkeys(village for figure in named for village in figure.by_village or {})
        views = [(village, View(figures, month, village=village)) for village in villages]
    else:
        return [_one(check, View(figures, month))]
    results = [(label, _one(check, view)) for label, view in views]
    failed = [
        replace(
            result,
            explanation=f"{label}：{result.explanation}",
            outside=_SOME
            if check.scope == "villages"
            else f"{label}：{result.outside or result.explanation}",
        )
        for label, result in results
        if result.conclusion == "不通过"
    ]
    if failed:
        return failed
    passed = sum(result.conclusion == "通过" for _, result in results)
    what = "个指标" if check.each else "个村"
    if passed:
        return [_result(check, "通过", f"核对了 {passed} {what}，都成立")]
    return [_result(check, "不适用", results[0][1].explanation if results else f"没有可核对的{what[1:]}")]


def _is_one_of(figure: FigureRecord, each: str) -> bool:
    if isinstance(figure.value, str) or figure.value is None:
        return False
    if each == "villages":
        return bool(figure.by_village)
    return figure.kind == "ytd"


def _one(check: Check, view: View) -> CheckResult:
    try:
        if check.when is not None and not view.compare(check.when).holds:
            return _result(check, "不适用", "本月不核对这一条")
        found = view.compare(check.expect)
        note = _note(check, view) if found.holds else ""
    except MissingFigureError as reason:
        return _result(check, "不适用", str(reason))
    except NoAnswerError as reason:
        # Nobody knows whether it holds, so it forbids, also where its failure would be a warning only.
        said = f"“{check.expect}”算不出来：{reason.why}；请{reason.do}"
        return replace(_result(check, "不通过", said), level=_LEVELS["error"])
    if found.holds:
        return _result(check, "通过", f"{found.said}{f'（{note}）' if note else ''}", found)
    seen = (_rows(shown) for name in check.see if (shown := view.figures.get(name)))
    rows = "、".join(filter(None, seen))  # Not every figure has rows: some are typed in the params.
    said = f"{found.said}，相差 {plain(abs(found.difference), 6)}"
    result = _result(check, "不通过", said + (f"；见 {rows}" if rows else ""), found)
    return replace(result, outside=said)


def _rows(figure: FigureRecord) -> str:
    """Say which rows made a figure, without what stands in them."""
    return "、".join(f"{source.table} 第 {source.rows} 行" for source in figure.sources if source.rows)


def _note(check: Check, view: View) -> str:
    """Return the note of a check that holds; without a figure that it needs there is none."""
    try:
        if check.note is None or not view.compare(check.note.when).holds:
            return ""
        return _PLACEHOLDER.sub(lambda match: view.record(match[1]).text, check.note.says)
    except MissingFigureError:
        return ""


def _result(
    check: Check, conclusion: Conclusion, explanation: str, found: Comparison | None = None
) -> CheckResult:
    return CheckResult(
        id=check.id,
        says=check.says,
        scope=_SCOPES[check.scope],
        level=_LEVELS[check.level],
        left=found.left if found else None,
        right=found.right if found else None,
        difference=found.difference if found else None,
        conclusion=conclusion,
        explanation=explanation,
    )


def for_readers(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return the results as they may leave the office: no rows, no number of a village, warnings of cells by count."""
    told: dict[CheckResult, None] = {}
    warnings = 0
    for one in results:
        if one.id == _LEDGERS:
            warnings += 1
            continue
        said = replace(one, explanation=one.outside or one.explanation, outside=None)
        if one.scope == _SCOPES["villages"]:
            said = replace(said, left=None, right=None, difference=None)
        told[said] = None
    if warnings:
        counted = f"核对台账时有 {warnings} 处提醒，由本办逐处核实"
        told[CheckResult(_LEDGERS, "台账逐格核对", "本月", "提醒", None, None, None, "提醒", counted)] = None
    return list(told)


# --- writing ---------------------------------------------------------------------------------------------


def ledger_warnings(problems: Iterable[Problem]) -> list[CheckResult]:
    """Return the warnings of the ledgers as results, so that they are printed with the checks."""
    return [
        CheckResult(
            _LEDGERS,
            "台账逐格核对",
            problem.place,
            _LEVELS["warning"],
            None,
            None,
            None,
            "提醒",
            str(problem),
        )
        for problem in problems
        if problem.level == "warning"
    ]


def write_checks(results: Iterable[CheckResult], path: Path) -> None:
    """Write the results as CSV, with the BOM by which Excel knows that it is UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for result in results:
            writer.writerow([_cell(getattr(result, name)) for name in COLUMNS.values()])


def _cell(value: object) -> str:
    if value is None:
        return ""
    return plain(value, 6) if isinstance(value, int | float) else str(value)
