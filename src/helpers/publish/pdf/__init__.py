"""The report as PDF."""

from helpers.publish.pdf.document import PdfExporter, render_pdf

__all__ = ["PdfExporter", "render_pdf"]
