"""The report as a Word document."""

from helpers.publish.word.document import DocxExporter, render_docx

__all__ = ["DocxExporter", "render_docx"]
