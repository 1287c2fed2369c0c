"""What the arguments of the verbs are; by these names the inspection knows how to read each before a notebook runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.sections.figures import MadeFigure

#: The name under which a figure is made.
NewName = str
#: The name of a figure that was made before; some of them, as often as there are gaps between them none.
Name = str
Names = Sequence[str]
Gaps = Sequence[str | None]
#: Figures of a chart: names, or what each is called there and its name.
Drawn = str | Sequence[str] | Mapping[str, str]
#: A text with figures and facts in braces and no typed number; it falls away where it is false or empty.
Template = str
Sentence = str | bool | None | MadeFigure | int
#: Words of the notebook's author that stand as they are, without a typed number.
Head = str
Heads = Sequence[str]
#: A function from the ledgers of a month to the rows that count, so that other months can be compared; or the rows.
Rows = Callable[[Ledgers], pd.DataFrame] | pd.DataFrame
#: What period a figure made from rows is of.
Period = Literal["stock", "ytd", "flow"]
PERIODS: dict[str, str] = dict(zip(get_args(Period), ("期末数", "本年累计", "本月发生"), strict=True))
