"""The report's charts: one hand, one style, drawn as SVG with searchable text."""

from helpers.charts.bars import bars, bridge
from helpers.charts.bullets import progress, reach
from helpers.charts.drawing import complete, draw, said, without
from helpers.charts.heat import heat
from helpers.charts.months import columns, lines

__all__ = [
    "bars",
    "bridge",
    "columns",
    "complete",
    "draw",
    "heat",
    "lines",
    "progress",
    "reach",
    "said",
    "without",
]
