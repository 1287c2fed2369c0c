"""A warm run of the month against a shell loop of ``papermill`` and ``jupyter nbconvert`` over the same notebooks.

Both run in turn, so that a machine that is slow for a while is slow for both; what counts is the ratio. The loop
checks nothing, compares nothing and makes thirteen pages instead of one report, HTML only.

    python benchmarks/warm_run.py [--month 2021-10] [--pairs 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def timed(*commands: list[str]) -> float:
    """Return the seconds that commands take one after the other; a failing one ends the benchmark."""
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def loop(month: str, folder: Path) -> list[list[str]]:
    """Return the commands of the shell loop."""
    scripts = Path(sys.executable).parent
    commands = []
    for notebook in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        executed = folder / notebook.name
        commands.append([str(scripts / "papermill"), str(notebook), str(executed), "-p", "month", month])
        commands.append([str(scripts / "jupyter"), "nbconvert", "--to", "html", str(executed)])
    return commands


def main() -> None:
    """Measure the pairs and print the medians and the ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--month", default="2021-10")
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    run = [sys.executable, "-m", "helpers", "run", options.month]
    timed(run)  # Takes the snapshots that both then find.
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for pair in range(options.pairs):
            ours.append(timed(run))
            theirs.append(timed(*loop(options.month, Path(folder))))
            print(f"pair {pair + 1}: yuebao run {ours[-1]:.1f} s, shell loop {theirs[-1]:.1f} s", flush=True)
    ratios = [loop / run for run, loop in zip(ours, theirs, strict=True)]
    print(
        f"median of {options.pairs} on {os.cpu_count()} cores: yuebao run {statistics.median(ours):.1f} s, "
        f"shell loop {statistics.median(theirs):.1f} s, ratio {statistics.median(ratios):.1f}"
    )


if __name__ == "__main__":
    main()
