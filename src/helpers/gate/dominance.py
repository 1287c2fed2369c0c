"""When an amount tells of single contributors: the dominance rules of statistical offices.

See Hundepool and others, Handbook on Statistical Disclosure Control (2010), 4.2.1: the n-k rule and the p % rule.
"""

from __future__ import annotations

from collections.abc import Iterable


def is_dominated(contributions: Iterable[float], *, n: int = 2, k: float = 90, p: float = 10) -> bool:
    """Tell whether a sum gives single contributors away.

    Parameters
    ----------
    contributions : iterable of float
        What each person or household contributes; what is not above zero contributes nothing.
    n, k : int, float
        Sensitive where the `n` largest are at least `k` percent of the sum.
    p : float
        Sensitive where the second largest, who knows his own share, can estimate the largest to within `p` percent of
        it: what all others but these two contribute is less than that.
    """
    amounts = sorted((amount for amount in contributions if amount > 0), reverse=True)
    if not amounts:
        return False
    whole = sum(amounts)
    return 100 * sum(amounts[:n]) >= k * whole or 100 * sum(amounts[2:]) < p * amounts[0]
