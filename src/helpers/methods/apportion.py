"""Money shared by count, to the cent and without remainder."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from helpers.errors import SectionError


def apportion(amount: float | Decimal, counts: Mapping[str, int], decimals: int = 2) -> dict[str, Decimal]:
    """Share an amount in proportion to counts so that the shares add up to it exactly.

    Each share is first rounded down; what is left goes, one smallest unit each, to those that lost most by
    the rounding (largest remainder), and among equals to those that come first.

    Parameters
    ----------
    amount : float or Decimal
        What is shared; an amount finer than `decimals` is refused, since no shares could add up to it.
    counts : mapping
        Name to count (households), in the order that decides between equal remainders.
    decimals : int
        The decimals of the shares: 2 shares yuan to the 分.

    Raises
    ------
    SectionError
        If there is nothing to share by, a count or the amount is negative, or the amount is too fine.
    """
    unit = Decimal(1).scaleb(-decimals)
    whole = Decimal(str(amount))
    if whole < 0 or any(count < 0 for count in counts.values()):
        raise SectionError("不能按负数分配", do="核对金额和户数")
    if whole % unit:
        raise SectionError(f"{whole} 的小数多于 {decimals} 位，分不尽", do="核对金额")
    everyone = sum(counts.values())
    if not everyone:
        if whole:
            raise SectionError(f"有 {whole} 要分配，却没有一户", do="核对户数")
        return {name: 0 * unit for name in counts}
    units = Fraction(whole / unit)
    exact = {name: units * int(count) / everyone for name, count in counts.items()}
    shares = {name: int(share) for name, share in exact.items()}
    # sorted() is stable: equal remainders stay in the order of the counts.
    order = sorted(counts, key=lambda name: shares[name] - exact[name])
    for name in order[: int(units) - sum(shares.values())]:
        shares[name] += 1
    return {name: share * unit for name, share in shares.items()}
