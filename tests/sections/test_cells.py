"""The edit-and-run loop of JupyterLab: a cell that runs again replaces what it made, two cells do not share a name."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from helpers.sections.cells import Cells
from tests.bundles import mime
from tests.small_office import write_small_office

BALANCE = 's.total("余额", rows, "余额", unit="元", definition="{}")'
CHART = 's.bar_chart("余额", by="村", figures="余额")'
TABLE = 's.table("各村", by="村", figures=["余额"])'


class Notebook:
    """A running notebook of the small office whose cells are executed as JupyterLab does."""

    def __init__(self, client: BlockingKernelClient, office: str) -> None:
        self.client = client
        self.run(
            "open", f'from helpers import open_section\ns = open_section("01_loans", "2021-10", {office!r})'
        )
        self.run("rows", 'rows = lambda ledgers: ledgers["借款"]')

    def run(self, cell: str | None, source: str) -> list[dict[str, Any]]:
        """Execute a cell and return what it displays; an error is displayed under ``error``, as is its traceback."""
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        metadata = {"cellId": cell} if cell else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        shown: list[dict[str, Any]] = []
        while True:
            reply = self.client.get_iopub_msg(timeout=60)
            if reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if reply["msg_type"] in ("display_data", "execute_result"):
                shown.append(reply["content"]["data"])
            if reply["msg_type"] == "error":
                shown.append(
                    {"error": reply["content"]["evalue"], "traceback": reply["content"]["traceback"]}
                )
            if reply["content"].get("execution_state") == "idle":
                return shown

    def ids(self, cell: str | None, source: str) -> list[str]:
        """Execute a cell and return the ids of its tables and charts."""
        return [
            bundle[mime(kind)]["id"]
            for bundle in self.run(cell, source)
            for kind in ("table", "chart")
            if mime(kind) in bundle
        ]

    def figures(self) -> str:
        """Return the names of the figures that there are."""
        [shown] = self.run(None, "'、'.join(s.figures)")
        return str(shown["text/plain"]).strip("'")

    def completed(self, source: str) -> list[str]:
        """Return what Tab offers at the end of a source."""
        reply = self.client.complete(source, len(source), reply=True, timeout=60)
        return list(reply["content"]["matches"])

    def documented(self, name: str) -> str:
        """Return what ``name?`` shows."""
        reply = self.client.inspect(name, len(name), reply=True, timeout=60)
        return str(reply["content"]["data"]["text/plain"])


@pytest.fixture(scope="module")
def kernel() -> Iterator[BlockingKernelClient]:
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def notebook(kernel: BlockingKernelClient, tmp_path: Any) -> Notebook:
    return Notebook(kernel, str(write_small_office(tmp_path).folder))


@pytest.mark.parametrize("named", [True, False], ids=["by its name", "by its source"])
def test_the_same_cell_may_run_again(notebook, named):
    cell = "a" if named else None
    source = "\n".join([BALANCE.format("全部"), CHART, TABLE])
    assert notebook.ids(cell, source) == ["借款-1", "借款-2"]
    assert notebook.ids("b", CHART) == ["借款-3"]
    assert notebook.ids(cell, source) == ["借款-1", "借款-2"]
    assert notebook.figures() == "余额"


def test_an_edited_cell_replaces_what_it_made(notebook):
    assert notebook.ids("a", BALANCE.format("全部") + "\n" + CHART) == ["借款-1"]
    assert notebook.ids("b", TABLE) == ["借款-2"]
    shown = notebook.run("a", BALANCE.format("改过的口径"))
    assert shown[0][mime("figure")]["definition"] == "改过的口径"
    assert notebook.ids("a", "\n".join([BALANCE.format("全部"), CHART, CHART])) == ["借款-1", "借款-3"]


def test_a_figure_that_its_cell_no_longer_makes_is_gone(notebook):
    notebook.run("a", BALANCE.format("全部") + '\ns.count("笔数", rows, unit="笔", definition="全部")')
    notebook.run("a", BALANCE.format("全部").replace('"余额",', '"全部余额",', 1))
    assert notebook.figures() == "全部余额"
    assert "没有“笔数”这个指标" in notebook.run("b", 's["笔数"]')[0]["error"]
    notebook.run("a", "pass")
    assert notebook.figures() == ""


def test_two_cells_do_not_share_a_name(notebook):
    notebook.run("a", BALANCE.format("全部"))
    [shown] = notebook.run("b", BALANCE.format("另一个口径"))
    assert "“余额”定义了两次" in shown["error"]
    [shown] = notebook.run("a", BALANCE.format("全部") + "\n" + BALANCE.format("又一次"))[1:]
    assert "“余额”定义了两次" in shown["error"]


def test_a_section_that_is_opened_again_begins_anew(notebook, tmp_path):
    notebook.run("a", BALANCE.format("全部") + "\n" + CHART)
    again = Notebook(notebook.client, str(tmp_path))
    assert again.figures() == ""
    assert again.ids("b", BALANCE.format("全部") + "\n" + CHART) == ["借款-1"]


def test_a_figure_shows_itself_at_the_end_of_a_cell_but_not_twice(notebook):
    assert len(notebook.run("a", BALANCE.format("全部"))) == 1
    [shown] = notebook.run("b", 's["余额"]')
    assert shown["text/markdown"].startswith("**余额** 800元")
    assert mime("figure") not in shown


def test_an_error_for_a_person_is_shown_in_a_few_lines(notebook):
    [shown] = notebook.run("a", 's["余额"]\n')
    assert len("\n".join(shown["traceback"]).splitlines()) < 6
    assert "没有“余额”这个指标" in "\n".join(shown["traceback"])
    assert "第 1 行" in "\n".join(shown["traceback"])


@pytest.mark.parametrize(
    "source",
    [
        's.total("余款", lambda of: of["借款"][of["借款"]["余款"] > 0], "余额", unit="元", definition="")',
        's.total("余款", rows, "余款", unit="元", definition="")',
        's.count("村数", rows, distinct="余款", unit="个", definition="")',
        's.ledgers["借款"]["余款"]',
        's.ledgers["借款"][["村", "余款"]]',
        's.ledgers["借款"].loc[[2], "余款"]',
        's.ledgers["借款"].query("余款 > 0")',
        's.ledgers["借款"].groupby("余款").size()',
        's.ledgers["借款"].sort_values("余款")',
    ],
)
def test_a_wrong_column_names_the_columns_that_there_are(notebook, source):
    [shown] = notebook.run("a", source)
    assert "没有“余款”这一列" in shown["error"]
    assert "借据号、村、借款人、用途、余额、借款日" in shown["error"]
    assert len("\n".join(shown["traceback"]).splitlines()) < 6


def test_tab_completes_names_and_a_question_mark_explains_a_verb(notebook):
    notebook.run("a", BALANCE.format("全部"))
    assert any("余额" in match for match in notebook.completed('s["'))
    assert any("借款" in match for match in notebook.completed('s.ledgers["'))
    assert "count" in "".join(notebook.completed("s.cou"))
    assert "本年累计" in notebook.documented("s.count")


def test_the_title_of_a_chart_is_seen(notebook):
    notebook.run("a", BALANCE.format("全部"))
    shown = notebook.run("b", CHART)
    assert shown[0]["text/markdown"] == "**余额**"
    assert "image/svg+xml" in shown[1]


def test_ids_are_those_of_a_fresh_run_in_the_order_of_the_cells():
    cells = Cells("借款")
    cells.begin("a")
    assert [cells.next_id(), cells.next_id()] == ["借款-1", "借款-2"]
    cells.begin("b")
    assert cells.next_id() == "借款-3"
    cells.begin("a")
    cells.make("余额")
    assert cells.next_id() == "借款-1"
    assert cells.begin("a") == ["余额"]
    assert [cells.next_id(), cells.next_id(), cells.next_id()] == ["借款-1", "借款-2", "借款-4"]


def test_the_test_kernel_is_quiet(kernel):
    with pytest.raises(queue.Empty):
        kernel.get_iopub_msg(timeout=0.1)
