"""Errors for people say where, what and what to do, and survive the way back from a worker process."""

import pickle

from helpers.errors import LedgerError, UsageError, YuebaoError


def test_says_where_what_and_what_to_do():
    error = LedgerError("不是日期", where="L11.xlsx 小额信贷 F17", do="写成年月日")
    assert str(error) == "L11.xlsx 小额信贷 F17：不是日期\n请：写成年月日"


def test_a_question_is_asked_and_not_requested():
    assert str(UsageError("没有", do="是不是：甲、乙")) == "没有\n是不是：甲、乙？"
    assert str(UsageError("没有", do="是不是“甲”？")) == "没有\n是不是“甲”？"
    assert str(UsageError("没有", do="核对是不是补录")) == "没有\n请：核对是不是补录"


def test_says_only_what_it_has():
    assert str(YuebaoError("出错了")) == "出错了"


def test_survives_pickling_with_what_was_added():
    error = UsageError("没有这一节", where="--only", do="看 --help")
    vars(error)["near"] = "06_microcredit"
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.exit_code) == (UsageError, str(error), 2)
    assert vars(copy)["near"] == "06_microcredit"
