"""How long each file of a month takes to be made from its executed notebooks, cold and warm, beside the PDF.

Cold is the first time in a new process, which has read the report but made nothing: fonts, templates and styles are
still to be loaded. Warm is any later time in that process. The exporters take turns, so that a machine that is slow
for a while is slow for all; what counts is the ratio.

    python benchmarks/exporters.py [--month 2021-10] [--processes 3] [--repeats 5]
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers import publish
from helpers.checks import judge, load_checks
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from helpers.publish import Report
from helpers.runs.records import read_figures

ROOT = Path(__file__).resolve().parents[1]
EXPORTERS = {
    "HTML": "render_html",
    "PDF": "render_pdf",
    "DOCX": "render_docx",
    "XLSX": "render_workbook",
    "figures.csv": "list_figures",
}
THERE = {name: function for name, function in EXPORTERS.items() if hasattr(publish, function)}


def main() -> None:
    """Measure in processes of their own and print the medians; or be such a process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--month", default="2021-10")
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", choices=THERE, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measured(options.only, options.month, options.repeats)))
        return
    if not (ROOT / "outputs" / options.month / "sections").is_dir():
        subprocess.run([sys.executable, "-m", "helpers", "run", options.month], cwd=ROOT, check=True)
    cold: dict[str, list[float]] = {name: [] for name in THERE}
    warm: dict[str, list[float]] = {name: [] for name in THERE}
    sizes = {}
    for _ in range(options.processes):
        for name in THERE:
            command = [sys.executable, __file__, "--only", name, "--month", options.month]
            command += ["--repeats", str(options.repeats)]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            (first, *later), sizes[name] = json.loads(done.stdout)
            cold[name].append(first)
            warm[name] += later
    print_table(cold, warm, sizes, options.processes, options.repeats)


def measured(name: str, month: str, repeats: int) -> tuple[list[float], int]:
    """Return the seconds of the first time and of the later ones, and the size of what is made."""
    office = Office(ROOT)
    settings = load_settings(office, Month.parse(month))
    folder = ROOT / "outputs" / month
    results = judge(load_checks(office), read_figures(folder), settings.month, settings.this_month.waivers)
    report = publish.read_report(folder, settings, results)
    make = exporter(name, report, office.folder / "fonts")
    seconds, made = [], b""
    for _ in range(1 + repeats):
        start = time.perf_counter()
        made = make()
        seconds.append(time.perf_counter() - start)
    return seconds, len(made)


def exporter(name: str, report: Report, fonts: Path) -> Callable[[], Any]:
    """Return what makes one file; the files that it needs for that are made before."""
    function = getattr(publish, THERE[name])
    needs: dict[str, Callable[[], Any]] = {
        "fonts": lambda: fonts,
        "workbook": lambda: publish.render_workbook(report),
        "pdf": lambda: exporter("PDF", report, fonts)(),
    }
    given = {each: needs[each]() for each in inspect.signature(function).parameters if each in needs}
    return lambda: function(report, **given)


def print_table(
    cold: dict[str, list[float]],
    warm: dict[str, list[float]],
    sizes: dict[str, int],
    processes: int,
    repeats: int,
) -> None:
    """Print the medians, the ratios to the PDF, and what they were made of."""
    print(f"{'':12}{'cold, s':>9}{'warm, s':>9}{'cold/PDF':>10}{'warm/PDF':>10}{'size, kB':>10}")
    middle = {name: (statistics.median(cold[name]), statistics.median(warm[name])) for name in THERE}
    for name, (first, later) in middle.items():
        of_pdf = f"{first / middle['PDF'][0]:10.2f}{later / middle['PDF'][1]:10.2f}"
        print(f"{name:12}{first:9.3f}{later:9.3f}{of_pdf}{sizes[name] / 1000:10.0f}")
    print(
        f"medians of {processes} processes, cold once and warm {repeats} times in each, "
        f"on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
