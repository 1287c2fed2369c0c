"""The one grammar of conditions written in params: rules over the columns of a ledger, relations between figures.

Each use is a `Grammar`: its names, operators and functions. Whatever else Python has is refused when the text is read,
so that what is left can be computed, and what is wrong is told with its place in the text before anything runs.
"""

from __future__ import annotations

import ast
import datetime as dt
import operator
import re
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from simpleeval import SimpleEval

# What a part of an expression can be; UNKNOWN is a name whose kind is not told.
NUMBER, TEXT, DATE, TRUTH, UNKNOWN = "数", "文字", "日期", "条件", "值"

LONGEST, DEEPEST, LARGEST = 5_000, 100, 1e15

_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Invert: operator.invert,
}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_SIGNS = (ast.USub, ast.UAdd)
_JOINS = (ast.BitAnd, ast.BitOr)
_WRITTEN: dict[type[ast.AST], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=",
}  # fmt: skip
# What a Chinese keyboard or a document gives in the place of an operator.
_FULL_WIDTH = {
    "（": "(", "）": ")", "，": ",", "、": ",", "＝": "=", "＜": "<", "＞": ">", "≤": "<=", "≥": ">=", "≠": "!=",
    "×": "*", "÷": "/", "＋": "+", "－": "-", "—": "-", "−": "-", "＊": "*", "／": "/", "。": ".", "．": ".",
    "“": "'", "”": "'", "‘": "'", "’": "'", "｜": "|", "＆": "&", "～": "~", "！": "!", "：": ":", "\u3000": " ",
}  # fmt: skip


_SINGLE = re.compile(r"(?<![=<>!])=(?!=)")


class ExpressionError(ValueError):
    """A text that is no expression of its grammar; says in Chinese what is wrong, where in the text, and what to do."""


@dataclass(frozen=True)
class Signature:
    """How a function of a grammar is called.

    Attributes
    ----------
    least, most : int
        How many arguments it takes.
    takes, gives : str
        The kind of its arguments, UNKNOWN for any, and of its value.
    named : bool
        Whether its argument must be a name and no computation.
    places : bool
        Whether its last argument, if there is more than one, is a typed number of decimals.
    """

    least: int = 1
    most: int = 1
    takes: str = NUMBER
    gives: str = NUMBER
    named: bool = False
    places: bool = False


@dataclass(frozen=True)
class Expression:
    """A text that was read: its tree, in which each name is one node, and its names in order, each once."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """What may stand in a condition.

    Attributes
    ----------
    what : str
        What a text of it is called in Chinese: 规则, 算式.
    comparisons : tuple of type
        The comparisons that it has.
    functions : mapping of str to Signature
    kind : str
        The kind of a name that is not told apart.
    dotted : bool
        Whether a name has two halves, 小额信贷.存量贷款, except those of `plain` and `variables`.
    plain, variables : collection of str
        Names of one half; `variables` are numbers that no function can ask for more.
    joins : bool
        Whether conditions are joined by ``&``, ``|`` and ``~``, or there is one comparison.
    texts : bool
        Whether texts in quotes can be compared with.
    """

    what: str
    comparisons: tuple[type[ast.cmpop], ...]
    functions: Mapping[str, Signature]
    kind: str = UNKNOWN
    dotted: bool = False
    plain: Collection[str] = field(default=())
    variables: Collection[str] = field(default=())
    joins: bool = False
    texts: bool = False

    def parse(self, text: str, kinds: Mapping[str, str] | None = None) -> Expression:
        """Read a text.

        Parameters
        ----------
        kinds : mapping, optional
            The kinds of names, where they are known: what cannot be compared or computed is then refused too.

        Raises
        ------
        ExpressionError
            If it is no condition of this grammar.
        """
        tree = self._tree(text)
        reader = _Reader(self, text, kinds or {})
        tree = reader.named(tree)
        if reader.kind(tree) != TRUTH:
            raise ExpressionError(f"{self.what}要写成一个比较（{self._signs()}）：{text}")
        return Expression(text, tree, tuple(dict.fromkeys(reader.names)))

    def _signs(self) -> str:
        return "、".join(_WRITTEN[comparison] for comparison in self.comparisons)

    def _tree(self, text: str) -> ast.expr:
        if len(text) > LONGEST:
            raise ExpressionError(f"{self.what}太长：最多 {LONGEST} 个字，分成几条写")
        line = text.replace("\n", " ").replace("\r", " ")
        start = len(line) - len(line.lstrip())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # What Python only warns of is no expression here either.
                tree = ast.parse(line.strip(), mode="eval").body
        except (SyntaxError, Warning, ValueError, MemoryError, RecursionError) as error:
            raise ExpressionError(self._said(text, error, start)) from None
        level: list[ast.AST] = [tree]
        for _ in range(DEEPEST):
            level = [inner for node in level for inner in ast.iter_child_nodes(node)]
            if not level:
                break
        else:
            raise ExpressionError(f"{self.what}太长：一条里最多连着算 {DEEPEST} 步，分成几条写")
        encoded = line[start:].encode()
        for node in ast.walk(tree):
            if isinstance(node, ast.expr):
                # Python counts bytes of what it was given; people count letters of the whole text.
                node.col_offset = start + len(encoded[: node.col_offset].decode())
                node.end_col_offset = start + len(encoded[: node.end_col_offset].decode())
        return tree

    def _said(self, text: str, error: BaseException, start: int) -> str:
        if not text.strip():
            return f"{self.what}是空的"
        column = error.offset - 1 + start if isinstance(error, SyntaxError) and error.offset else None
        for number, letter in enumerate(text):
            if letter in _FULL_WIDTH and not _quoted(text, number):
                half = _FULL_WIDTH[letter]
                return f"不是{self.what}：第 {number + 1} 个字“{letter}”是全角符号，要写成“{half}”：{text}"
        if (single := _SINGLE.search(text)) and not _quoted(text, single.start()):
            return f"不是{self.what}：第 {single.start() + 1} 个字“=”要写成“==”：{text}"
        near = f"第 {column + 1} 个字附近" if column is not None and 0 <= column < len(text) else "末尾"
        return f"不是{self.what}：{near}写得不对，核对括号、引号和运算符：{text}"


class _Reader:
    """Reads one tree by a grammar: its names, and of what kind each part is."""

    def __init__(self, grammar: Grammar, text: str, kinds: Mapping[str, str]) -> None:
        self.grammar, self.text, self.kinds = grammar, text, kinds
        self.names: list[str] = []

    def named(self, tree: ast.expr) -> ast.expr:
        """Make each name one node that has it as it is written: Python would fold full width letters into half."""
        return _Names(self).visit(tree)

    def kind(self, node: ast.expr) -> str:
        """Return the kind of a part; refuse what the grammar does not have."""
        grammar = self.grammar
        match node:
            case ast.Constant(value=bool() | complex() | None):
                raise self._fault(node, "不能用")
            case ast.Constant(value=int() | float() as number):
                if not abs(number) <= LARGEST:
                    raise self._fault(node, "这个数太大")
                return NUMBER
            case ast.Constant(value=str()) if grammar.texts:
                return TEXT
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _ARITHMETIC):
                self._require(left, NUMBER)
                self._require(right, NUMBER)
                if isinstance(op, ast.Div) and isinstance(right, ast.Constant) and right.value == 0:
                    raise self._fault(right, "除数不能是零")
                return NUMBER
            case ast.UnaryOp(op=op, operand=operand) if isinstance(op, _SIGNS):
                return self._require(operand, NUMBER)
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _JOINS) and grammar.joins:
                self._require(left, TRUTH)
                return self._require(right, TRUTH)
            case ast.UnaryOp(op=ast.Invert(), operand=operand) if grammar.joins:
                return self._require(operand, TRUTH)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self._comparison(node, left, ops, comparators)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords):
                return self._call(node, name, arguments, keywords)
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()) if grammar.joins:
                raise self._fault(node, "不能用 and、or、not：用 &、|、~，每个条件用括号括起来")
        raise self._fault(node, "不能用")

    def _name(self, node: ast.expr, name: str) -> str:
        grammar = self.grammar
        single = name in grammar.plain or name in grammar.variables
        if grammar.dotted and not single and name.count(".") != 1:
            raise self._fault(node, "不是指标的全名（章节.指标），不能用")
        if not grammar.dotted and "." in name:
            raise self._fault(node, "不能用")
        self.names.append(name)
        return self.kinds.get(name, grammar.kind)

    def _comparison(
        self, node: ast.expr, left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr]
    ) -> str:
        if len(ops) > 1:
            raise ExpressionError(
                f"一次只能比较两个量，连着的比较要分开写，每个比较用括号括起来：{self.text}"
            )
        if type(ops[0]) not in self.grammar.comparisons:
            raise ExpressionError(f"{self.grammar.what}的比较只能用 {self.grammar._signs()}：{self.text}")
        right = others[0]
        kinds = self.kind(left), self.kind(right)
        if TRUTH in kinds:
            raise self._fault(left if kinds[0] == TRUTH else right, "是条件，不能再拿来比较")
        known = {kind for kind in kinds if kind != UNKNOWN}
        if known == {DATE, TEXT} and _is_day(right if kinds[0] == DATE else left):
            return TRUTH
        if len(known) > 1:
            raise self._fault(node, f"不能比较：左边是{kinds[0]}，右边是{kinds[1]}")
        return TRUTH

    def _call(self, node: ast.expr, name: str, arguments: list[ast.expr], keywords: list[ast.keyword]) -> str:
        signature = self.grammar.functions.get(name)
        if signature is None:
            functions = "、".join(self.grammar.functions)
            raise self._fault(node, f"不能用：{self.grammar.what}里的函数只能用 {functions}")
        if keywords or not signature.least <= len(arguments) <= signature.most:
            least, most = signature.least, signature.most
            many = (
                f"{least} 个"
                if least == most
                else f"{least} 个以上"
                if most == DEEPEST
                else f"{least} 至 {most} 个"
            )
            raise self._fault(node, f"的括号里要写 {many}值，用逗号隔开")
        if signature.places and len(arguments) > 1:
            *arguments, places = arguments
            if not (isinstance(places, ast.Constant) and type(places.value) is int and places.value <= 6):
                raise self._fault(node, "的小数位数要直接写 0 至 6 的整数")
        for argument in arguments:
            if signature.named and (
                not isinstance(argument, ast.Name) or argument.id in self.grammar.variables
            ):
                raise self._fault(node, "的括号里只能是一个指标")
            if signature.takes == UNKNOWN:
                self.kind(argument)
            else:
                self._require(argument, signature.takes)
        return signature.gives

    def _require(self, node: ast.expr, kind: str) -> str:
        found = self.kind(node)
        if found != kind and not (found == UNKNOWN and kind != TRUTH):
            hint = "（比较要用括号括起来）" if TRUTH in (found, kind) else ""
            raise self._fault(node, f"是{'列' if found == UNKNOWN else found}，这里要的是{kind}{hint}")
        return kind

    def _fault(self, node: ast.expr, says: str) -> ExpressionError:
        written = self.text[node.col_offset : node.end_col_offset]
        written = written if len(written) <= 40 else f"{written[:39]}…"
        return ExpressionError(
            f"{self.grammar.what}里第 {node.col_offset + 1} 个字起的“{written}”{says}：{self.text}"
        )


class _Names(ast.NodeTransformer):
    """Puts one node in the place of each name, with two halves or one."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Give a name as it is written."""
        return self._named(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Make one name of two halves; what has more is no name."""
        return self._named(node) if isinstance(node.value, ast.Name) else node

    def _named(self, node: ast.expr) -> ast.expr:
        written = "".join(self._reader.text[node.col_offset : node.end_col_offset].split())
        return ast.copy_location(ast.Name(written, ast.Load()), node)


def compute(tree: ast.expr, names: Any, functions: Mapping[str, Callable[..., Any]]) -> Any:
    """Compute a tree that a grammar has read.

    Parameters
    ----------
    names : mapping
        The value of each name.
    functions : mapping
        What each function of the grammar computes.
    """
    evaluator = SimpleEval(operators=_OPERATORS, functions=dict(functions), names=names)
    return evaluator.eval("", previously_parsed=tree)


def _quoted(text: str, position: int) -> bool:
    before = text[:position]
    return before.count("'") % 2 == 1 or before.count('"') % 2 == 1


def _is_day(node: ast.expr) -> bool:
    try:
        dt.date.fromisoformat(str(node.value if isinstance(node, ast.Constant) else ""))
    except ValueError:
        return False
    return True
