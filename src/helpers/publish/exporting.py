"""What nbconvert's exporters of this package share: an executed section read as a report of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default
from traitlets.config import Application

from helpers.errors import YuebaoError
from helpers.publish.reading import read_report
from helpers.publish.report import Report
from helpers.record import read_record


class ReportExporter(Exporter):
    """An exporter of one executed section; those of a format say how it is rendered."""

    extension: ClassVar[str]
    font_folder = Unicode(
        "fonts", help="Folder with the office's own fonts, used before the shipped ones."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return self.extension

    def render(self, report: Report, fonts: Path) -> str | bytes:
        """Return the file of a report."""
        raise NotImplementedError

    def from_notebook_node(  # type: ignore[override] # it returns a file, as all exporters do
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Return the file of one executed notebook.

        Raises
        ------
        YuebaoError
            If it is no section that was run, or cannot be rendered. The command ``jupyter nbconvert`` says so and ends,
            since it would log even its own errors with a traceback.
        """
        node, resources = super().from_notebook_node(nb, resources, **kwargs)
        try:
            read_record(node, resources.get("metadata", {}).get("name", ""))
            return self.render(read_report([node], alone=True), Path(self.font_folder)), resources
        except YuebaoError as error:
            from nbconvert.nbconvertapp import NbConvertApp  # a month's own run does without

            command = Application.instance() if Application.initialized() else None
            if not isinstance(command, NbConvertApp):
                raise
            command.log.error("%s", error)
            command.exit(error.exit_code)
            raise
