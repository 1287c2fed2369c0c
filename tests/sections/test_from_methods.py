"""Figures that several sections state are taken up by name."""

import pytest

from helpers.errors import SectionError


def test_figures_of_several_sections_are_taken_up_or_named_with_the_nearest(section):
    with pytest.raises(SectionError, match="没有“存量贷歀”这个各节共用的指标"):
        section.shared("存量贷歀")
    with pytest.raises(SectionError, match="没有“到期远期天数”这个限值"):
        section.shared("远期到期金额")
    section.shared("序时进度")
    assert section["序时进度"] == 83.3
