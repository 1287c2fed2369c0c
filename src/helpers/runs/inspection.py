"""What the section notebooks say of themselves before any of them runs: parameters, figures, facts, prose.

The notebooks are read as syntax trees and never executed, so that a misspelt name stops the run in its first second.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers.errors import SectionError, UsageError
from helpers.offices import Office
from helpers.params import Fault, ParamsFaults, Part, Settings, place_in
from helpers.runs.definitions import (
    Definition,
    definition,
    two_definitions,
    unknown_shared,
)
from helpers.runs.opening import open_notebook
from helpers.sections.arguments import PERIODS
from helpers.sections.section import OpenSection
from helpers.wording.templates import BUILTINS, FACT_PREFIX, pieces, refuse_typed_numbers

PARAMETERS = ("month", "office")
#: Where a fact that is not given makes what names it fall away.
_FALLING = {"clause", "clauses"}
_IPYTHON = ("%", "!", "?")
# What an f-string will put into a text.
_UNKNOWN = "\0"


class DeclaredFigure(NamedTuple):
    """A figure that a notebook declares, and where."""

    name: str
    section: str
    cell: int


@dataclass
class Notebook:
    """What one section notebook says of itself; cells are counted from 1 as JupyterLab shows them."""

    part: Part
    parameters: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    dynamic: bool = False
    limits: dict[str, int] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    optional_facts: set[str] = field(default_factory=set)
    fact_patterns: list[str] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    #: What is assigned to each name, through which texts are followed to where they are printed.
    assigned: dict[str, list[ast.expr]] = field(default_factory=dict)
    #: Whether the cell that was read last makes a figure.
    speaks: bool = False


def declared_figures(office: Office, settings: Settings) -> dict[str, DeclaredFigure]:
    """Return all figures that the report's notebooks declare by a literal name, by full name.

    Raises
    ------
    SectionError
        If a notebook is missing or cannot be read.
    """
    return {
        f"{notebook.part.figure_prefix}.{name}": DeclaredFigure(name, str(notebook.part.section), cell)
        for notebook in _read_all(office, settings)
        for name, cell in notebook.figures.items()
    }


def dynamic_prefixes(office: Office, settings: Settings) -> set[str]:
    """Return the prefixes of sections that also name figures at run time, such as one for each crop."""
    return {notebook.part.figure_prefix for notebook in _read_all(office, settings) if notebook.dynamic}


def inspect_notebooks(office: Office, settings: Settings) -> None:
    """Refuse a report whose notebooks, params and prose do not fit together; all faults at once.

    Raises
    ------
    SectionError
        If a notebook is missing, has no parameters, types a number in its prose, or names a figure, limit or fact
        that is not there; or if two notebooks define one name.
    ParamsFaults
        If a fact of the params is used by no notebook, or a key figure is made by none: most likely its name is
        misspelt.
    """
    notebooks = _read_all(office, settings)
    wrong = [*_unknown_key_figures(office, notebooks, settings), *_unused_facts(office, notebooks, settings)]
    faults = [
        f"notebooks/{notebook.part.section}.ipynb {fault}"
        for notebook in notebooks
        for fault in (*notebook.faults, *unknown_shared(notebook.definitions), *_unknown(notebook, settings))
    ]
    faults += two_definitions({str(notebook.part.section): notebook.definitions for notebook in notebooks})
    if faults:
        faults += map(str, wrong)
        raise SectionError("\n".join(faults), where=f"{len(faults)} 处", do="改正后再运行")
    if wrong:
        raise ParamsFaults(wrong)


def _unused_facts(office: Office, notebooks: Sequence[Notebook], settings: Settings) -> Iterator[Fault]:
    used = {name for notebook in notebooks for name in notebook.facts}
    patterns = [pattern for notebook in notebooks for pattern in notebook.fact_patterns]
    for file, facts in ((settings.month, settings.this_month.facts), ("report", settings.report.facts)):
        for name in facts:
            if name not in used and not any(re.fullmatch(pattern, name) for pattern in patterns):
                place = place_in(office.folder / "params" / f"{file}.yaml", ("facts", name))
                yield Fault(
                    place, f"没有一节用到的事实“{name}”{_near(name, used)}", "改正名字，或删去不用的事实"
                )


def section_names(settings: Settings, wanted: Iterable[str]) -> list[str]:
    """Return the sections asked for, in the order of the report; ``06`` or 小额信贷 may stand for ``06_microcredit``.

    Raises
    ------
    UsageError
        If the report has no such section.
    """
    parts = settings.report.sections()
    names = [str(part.section) for part in parts]
    short = {name.partition("_")[0]: name for name in names}
    short.update({part.figure_prefix: str(part.section) for part in parts})
    chosen = set()
    for word in wanted:
        name = word if word in names else short.get(word)
        if name is None:
            raise UsageError(
                f"没有“{word}”这一节{_near(word, [*names, *short])}", do=f"可用的节：{'、'.join(names)}"
            )
        chosen.add(name)
    return [name for name in names if name in chosen]


def _read_all(office: Office, settings: Settings) -> list[Notebook]:
    return [_read(office.notebook(str(part.section)), part) for part in settings.report.sections()]


def _read(path: Path, part: Part) -> Notebook:
    cells = open_notebook(path).cells
    notebook = Notebook(part)
    sources: dict[str, int] = {}
    for number, cell in enumerate(cells, start=1):
        if cell.cell_type != "code":
            continue
        source = "\n".join(
            "pass" if line.lstrip().startswith(_IPYTHON) else line for line in cell.source.splitlines()
        )
        try:
            tree = ast.parse(source)
        except SyntaxError as error:
            notebook.faults.append(f"第 {number} 格第 {error.lineno} 行：不是合格的 Python：{error.msg}")
            continue
        if "parameters" in cell.metadata.get("tags", []):
            notebook.parameters += [name for name, _ in _assignments(tree)]
        for name, value in _assignments(tree):
            notebook.assigned.setdefault(name, []).append(value)
        notebook.speaks = False
        _read_cell(notebook, tree, number)
        if notebook.speaks and cell.source in sources:
            notebook.faults.append(f"第 {number} 格和第 {sources[cell.source]} 格一模一样：删去一格")
        sources.setdefault(cell.source, number)
    missing = [name for name in PARAMETERS if name not in notebook.parameters]
    if missing:
        notebook.faults.append(f"：标了 parameters 的格里缺少 {'、'.join(missing)}")
    return notebook


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a cell sets outside functions, each with what it is set to."""
    inside = {id(one) for node in tree.body if isinstance(node, ast.FunctionDef) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and id(node) not in inside:
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))


def _read_cell(notebook: Notebook, tree: ast.Module, cell: int) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "open_section" and node.args and isinstance(node.args[0], ast.Constant):
            if node.args[0].value != notebook.part.section:
                notebook.faults.append(
                    f"第 {cell} 格：打开的是“{node.args[0].value!s}”，不是“{notebook.part.section}”"
                )
        elif name == "has_fact" and node.args and isinstance(node.args[0], ast.Constant):
            notebook.optional_facts.add(str(node.args[0].value))
        elif name == "has_fact" and node.args and isinstance(node.args[0], ast.JoinedStr):
            notebook.fact_patterns += map(_pattern, _texts(node.args[0], {}))
        elif name == "change" and node.args and isinstance(node.args[0], ast.Constant):
            notebook.fields.setdefault(str(node.args[0].value), cell)
        elif (
            name in verbs() and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        ):
            for parameter, argument in _bound(verbs()[name], node):
                _read_argument(notebook, name, node, parameter, argument, cell)


@cache
def verbs() -> dict[str, list[inspect.Parameter]]:
    """Return the verbs of a section with their parameters, of which the annotations say what each is."""
    return {
        name: list(inspect.signature(verb).parameters.values())[1:]
        for name, verb in vars(OpenSection).items()
        if inspect.isfunction(verb) and verb.__module__ != OpenSection.__module__
    }


def _bound(
    parameters: list[inspect.Parameter], call: ast.Call
) -> Iterator[tuple[inspect.Parameter, ast.expr]]:
    """Yield each argument of a call with the parameter that takes it."""
    by_name = {parameter.name: parameter for parameter in parameters}
    places = [one for one in parameters if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    for at, argument in enumerate(call.args):
        if at < len(places):
            yield places[at], argument
        elif places and places[-1].kind is inspect.Parameter.VAR_POSITIONAL:
            yield places[-1], argument
    for keyword in call.keywords:
        if keyword.arg in by_name:
            yield by_name[keyword.arg], keyword.value


def _read_argument(
    notebook: Notebook,
    verb: str,
    call: ast.Call,
    parameter: inspect.Parameter,
    argument: ast.expr,
    cell: int,
) -> None:
    """Read an argument by what its annotation says it is, as far as it stands in the notebook literally."""
    keys, values = _READ.get(str(parameter.annotation).removesuffix(" | None"), ("", ""))
    if isinstance(argument, ast.Dict):
        for key in filter(None, argument.keys):
            _read_texts(notebook, verb, call, keys, key, cell)
        for value in argument.values:
            _read_texts(notebook, verb, call, values, value, cell)
    else:
        _read_texts(notebook, verb, call, values, argument, cell)


# What the annotations of `helpers.sections.arguments` say, of the keys of a dict and of everything else.
_READ = {
    "NewName": ("", "new"),
    "Name": ("", "name"),
    "Names": ("", "name"),
    "Gaps": ("", "name"),
    "Drawn": ("template", "name"),
    "Mapping[Template, Name]": ("template", "name"),
    "Mapping[Head, Gaps]": ("head", "name"),
    "Mapping[str, Name]": ("", "name"),
    "Template": ("", "template"),
    "Sentence": ("", "template"),
    "Sequence[Sentence]": ("", "template"),
    "Sequence[Sequence[Template]]": ("", "template"),
    "Head": ("", "template"),
    "Heads": ("", "template"),
    "Period": ("", "period"),
}


def _read_texts(
    notebook: Notebook, verb: str, call: ast.Call, what: str, argument: ast.expr, cell: int
) -> None:
    if what == "new":
        _read_maker(notebook, verb, call, argument, cell)
        return
    for text in _texts(argument, notebook.assigned):
        if what == "template":
            facts = _read_template(notebook, text, cell)
            if verb in _FALLING:
                notebook.optional_facts.update(facts)
        elif what == "name" and text and _UNKNOWN not in text:
            notebook.fields.setdefault(text.lstrip("+-"), cell)
        elif what == "head":
            _read_head(notebook, text, cell)
        elif what == "period" and text not in PERIODS:
            known = "、".join(f"{word}（{said}）" for word, said in PERIODS.items())
            notebook.faults.append(f"第 {cell} 格：kind 写的是“{text}”，可用：{known}")


def _read_head(notebook: Notebook, text: str, cell: int) -> None:
    """Read words that are printed as they are; they may be data's, but not with a number that somebody typed."""
    try:
        refuse_typed_numbers(text)
    except SectionError as error:
        notebook.faults.append(f"第 {cell} 格：{error.what}")


def _read_maker(notebook: Notebook, maker: str, call: ast.Call, argument: ast.expr, cell: int) -> None:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        name = argument.value
        if name in notebook.figures:
            notebook.faults.append(
                f"第 {cell} 格：“{name}”定义了两次，第一次在第 {notebook.figures[name]} 格"
                if notebook.figures[name] != cell
                else f"第 {cell} 格：“{name}”定义了两次"
            )
        notebook.figures.setdefault(name, cell)
        notebook.speaks = True
        notebook.definitions.append(definition(name, maker, call, cell))
        if maker == "limit":
            notebook.limits[name] = cell
    elif isinstance(argument, ast.JoinedStr):
        notebook.dynamic = True


def _pattern(name: str) -> str:
    """Return what matches the names that an f-string makes: one fact for each crop, say."""
    return ".+".join(map(re.escape, name.split(_UNKNOWN)))


def _read_template(notebook: Notebook, template: str, cell: int) -> set[str]:
    """Note the figures and facts that a template names; return the facts."""
    try:
        found = [piece.field for piece in pieces(template) if piece.field]
    except SectionError as error:
        notebook.faults.append(f"第 {cell} 格：{error.what}")
        return set()
    facts = {name.removeprefix(FACT_PREFIX) for name in found if name.startswith(FACT_PREFIX)}
    for name in found:
        if _UNKNOWN in name:
            if name.startswith(FACT_PREFIX):
                notebook.fact_patterns.append(_pattern(name.removeprefix(FACT_PREFIX)))
        elif name.startswith(FACT_PREFIX):
            notebook.facts.setdefault(name.removeprefix(FACT_PREFIX), cell)
        elif name not in BUILTINS:
            notebook.fields.setdefault(name, cell)
    return facts


def _texts(node: ast.expr, assigned: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    """Yield the literal texts of an argument: through operators, lists, comprehensions, and names that are assigned."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else _UNKNOWN for part in parts)
        case ast.Name(id=name) if name in assigned:
            # Without the name itself, which may be made longer by what it is: text = text + "。"
            rest = {other: values for other, values in assigned.items() if other != name}
            for value in assigned[name]:
                yield from _texts(value, rest)
        case _:
            for part in _parts(node):
                yield from _texts(part, assigned)


def _parts(node: ast.expr) -> list[ast.expr]:
    """Return the expressions of which one, some or all are what an expression says."""
    match node:
        case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            return parts
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [left, right]
        case ast.BinOp(left=left, op=ast.Mult()):
            return [left]
        case ast.Starred(value=part) | ast.ListComp(elt=part) | ast.GeneratorExp(elt=part):
            return [part]
    return []


def _unknown(notebook: Notebook, settings: Settings) -> Iterator[str]:
    for name, cell in notebook.facts.items():
        if name not in settings.facts and name not in notebook.optional_facts:
            yield f"第 {cell} 格：params 里没有“{name}”这个事实{_near(name, settings.facts)}"
    for name, cell in notebook.limits.items():
        if name not in settings.report.limits:
            yield f"第 {cell} 格：params 里没有“{name}”这个限值{_near(name, settings.report.limits)}"
    if not notebook.dynamic:
        for name, cell in notebook.fields.items():
            if name not in notebook.figures:
                yield f"第 {cell} 格：没有“{name}”这个指标{_near(name, notebook.figures)}"


def _unknown_key_figures(
    office: Office, notebooks: Sequence[Notebook], settings: Settings
) -> Iterator[Fault]:
    known = {f"{book.part.figure_prefix}.{name}" for book in notebooks for name in book.figures}
    dynamic = {book.part.figure_prefix for book in notebooks if book.dynamic}
    for number, name in enumerate(settings.report.key_figures):
        if name not in known and name.partition(".")[0] not in dynamic:
            place = place_in(office.folder / "params" / "report.yaml", ("key_figures", number))
            what = f"没有哪一节算出来的关键指标“{name}”{_near(name, known)}"
            yield Fault(place, what, "改正名字（章节.指标），或删去")


def _near(name: str, known: Iterable[str]) -> str:
    match = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"（是不是“{match[0]}”？）" if match else ""
