"""The tables of the report as a workbook."""

from helpers.publish.excel.workbook import WorkbookExporter, render_workbook

__all__ = ["WorkbookExporter", "render_workbook"]
