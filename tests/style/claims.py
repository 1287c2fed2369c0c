"""What a sentence claims of all or of none, and what its section's figures must then be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Figures = Mapping[str, Any]


def _none(*names: str) -> Callable[[Figures], bool]:
    return lambda figures: not any(figures[name] for name in names)


def _same(one: str, other: str) -> Callable[[Figures], bool]:
    return lambda figures: bool(figures[one] == figures[other])


def _more(name: str, than: float = 1) -> Callable[[Figures], bool]:
    return lambda figures: bool(figures[name] > than)


#: Section → words → what must hold where they are said; 均 is said of several only.
CLAIMS: dict[str, dict[str, list[Callable[[Figures], bool]]]] = {
    "01_overview": {
        "人均纯收入均在": [_none("低于底线户"), _more("帮扶对象户")],
        "风险已消除的": [_more("风险已消除户", 0)],
    },
    "02_guarantees": {
        "全镇所有农户均无": [_none("未销号户", "往轮未销号户", "未排查户")],
        "已排查农户均无": [_none("未销号户", "往轮未销号户")],
        "均已整改销号": [_none("未销号户"), _more("发现问题户")],
        "排查没有发现问题": [_none("发现问题户")],
        "方式为入户核查": [_none("电话户数"), _more("入户户数", 0)],
    },
    "03_safety_net": {
        "应保尽保": [_none("未保人数")],
        "全部纳入保障": [_none("未保人数"), _more("应保人数")],
        "尚未纳入保障": [_same("未保人数", "应保人数")],
        "没有享受低保、特困供养": [_none("兜底人数")],
        "两项合计": [_more("低保人数", 0), _more("特困人数", 0)],
        "无人同时享受": [_none("重复保障人数")],
    },
    "05_employment": {
        "尚无申报": [_none("交通补贴人数")],
        "补贴尚未发放": [_none("交通补贴发放人数")],
        "等资金，开发": [_more("公益岗数")],
    },
    "06_microcredit": {
        "使用合规，无逾期": [_none("逾期笔数", "违规笔数")],
        "已全部结清": [_none("存量贷款")],
        "内没有贷款到期": [_none("远期到期笔数")],
        "，均在": [_same("近期到期笔数", "远期到期笔数"), _more("近期到期笔数")],
    },
    "07_monitoring": {
        "没有需要经办的线索": [_none("经办线索数")],
        "全部办结": [_more("经办线索数"), lambda of: of["经办线索数"] == of["已上报"] + of["研判办结"]],
        "均在": [_none("超期线索数"), _more("经办线索数")],
        "风险均已消除": [_none("未消除户数"), _more("在册户数")],
        "风险均未消除": [_same("未消除户数", "在册户数"), _more("在册户数")],
        "没有新识别和风险消除": [_none("本月新识别户数", "本月消除户数")],
        "没有在册监测对象": [_none("在册户数")],
    },
    "08_relocation": {
        "至少有一人就业": [_none("无人就业户数")],
        "每户至少": [_more("有劳动力户数")],
        "尚未就业": [_none("就业人数")],
        "易迁户户均": [_more("搬迁户数")],
        "配置齐全": [_same("配套齐全安置点数", "安置点数")],
        "与应分数一致": [_none("租金分配差异村数")],
        "均已落实": [_same("兜底户数", "无劳动力户数"), _more("无劳动力户数")],
    },
    "09_assets": {
        "均已确权": [_none("未确权数", "无管护人数", "闲置低效数", "损毁数"), _more("资产数")],
        "均为本年新增": [_same("本年新增资产数", "资产数"), _more("资产数")],
        "尚未收到": [_none("本年收益")],
    },
    "10_projects": {
        "项目库建设任务": [_same("已批复项目数", "项目数")],
        "项目均已开工": [_same("已开工项目数", "项目数"), _more("项目数")],
        "项目尚未开工": [_none("已开工项目数")],
        "资金尚未拨付": [_none("全部项目拨付金额")],
    },
    "11_model_villages": {
        "均已完成": [_more("示范点数"), lambda of: of["最低完成率"] >= of["均已完成下限"]],
        "均已开工": [_same("已开工示范点数", "示范点数"), _more("示范点数")],
        "未发生治安事件": [_none("本月事件数")],
        "尚未完成投资": [_none("示范点完成投资")],
    },
    "13_next_steps": {
        "没有发现需要列入的问题": [
            _none("超期线索数", "公示不足数", "措施超期数", "逾期笔数", "保障问题户数", "数据疑点数")
        ],
        "已全部销号": [_none("整改中问题数"), _more("整改问题数")],
        "均在整改": [_none("已销号问题数"), _more("整改问题数")],
        "约定收益尚未收到": [_none("本年收益")],
    },
}
