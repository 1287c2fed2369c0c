"""What else leads to one person: an address of mail or house, an account of WeChat or QQ, a passport, a number plate.

Found are forms that are nothing else (an address with @, a plate of a province), and others where the word for them
stands at them (微信号…, 护照…). A house is told by village, group and number, or by building, unit and room: a village
and its groups alone are no house, and what is numbered besides houses (3号机井) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.gate.patterns import Hit
from helpers.gate.spelling import compact

_FILES = (
    r"(?:png|svg|jpe?g|gif|js|mjs|css|html?|xml|py|ipynb|json|csv|pdf|docx|xlsx|ttf|otf|woff2?|map|md|txt)"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?(?:@|\(at\)|\[at\]|\{at\}) ?"
    rf"(?:[A-Za-z0-9-]{{1,63}} ?(?:\.|\(dot\)|\[dot\]) ?){{1,4}}(?!{_FILES}\b)[A-Za-z]{{2,24}}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Where mail is most often: there another sign than @ does not hide it either.
_HOSTS = (
    "163", "126", "139", "189", "wo", "qq", "sina", "sohu", "yeah", "foxmail", "gmail", "hotmail", "outlook", "aliyun",
)  # fmt: skip
_HIDDEN_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{2,63}(?: ?(?:[#*$&★☆○◎]|艾特|圈[aA]|\([aA]\)) ?| at )"
    rf"(?:vip ?\.)?(?:{'|'.join(_HOSTS)}) ?(?:[.。点]|dot|\(dot\)|\[dot\]) ?(?:com|cn|net)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_WECHAT = re.compile(
    r"(?:(?:微信|[薇威]信|v信|(?<![a-z])(?:wechat|weixin|[wv]x(?=[\s:号是为(])))(?!公众|小程序|群|平台|支付)"
    r" ?(?:号码|账号|id|号)?[\s:是为(_-]{0,4}"
    r"(?P<name>[a-z][a-z0-9_-]{5,19})|(?P<id>(?<![a-z0-9])wxid_[a-z0-9]{6,}))(?![a-z0-9_-]|\.[a-z]|/)",
    re.IGNORECASE,
)
_APPS = "抖音|快手|小红书|支付宝|钉钉|陌陌|微博"
_ELSEWHERE = re.compile(
    rf"(?:{_APPS})(?:号码|账号|昵称|id|号)[\s:是为(_-]{{0,4}}(?P<name>[a-z0-9][a-z0-9_.-]{{4,29}})"
    r"(?![a-z0-9_-]|/)",
    re.IGNORECASE,
)
_QQ = re.compile(
    r"(?<![a-z])(?:qq|扣扣)(?:号码|账号|邮箱|号)?[\s:是为(]{0,4}(?P<name>[1-9]\d{4,10})(?!\d|\.\d)",
    re.IGNORECASE,
)
_PASSPORT_WORD = re.compile(
    r"(?:护照|passport|通行证|回乡证|台胞证|旅行证|居留证|军官证|士兵证|驾驶证|社会保障号)(?:号码|编号|号)?[\s:.是为no(№#]{0,5}"
    r"(?P<name>[A-Z]{1,3}[ -]?\d{6,10}|[A-Z]?\d{7,12}(?!\d))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z_./-])(?:[EG](?!20\d{6}(?!\d))\d{8}|E[A-HJ-NP-Z]\d{7})(?![0-9A-Za-z_./-])"
)
_PROVINCES = (
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]|(?:北京|天津|上海|重庆|河北|河南|云南|辽宁|黑龙江|湖南|安徽|"
    "山东|新疆|江苏|浙江|江西|湖北|广西|甘肃|山西|内蒙古?|陕西|吉林|福建|贵州|广东|青海|西藏|四川|宁夏|海南)[省市]?"
)
_PLATE = re.compile(
    rf"(?:{_PROVINCES}) ?[A-HJ-NP-Z] ?[·•.-]? ?(?=[A-HJ-NP-Z]{{0,4}}\d)"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{3} [A-HJ-NP-Z0-9]{2})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# A house: village, group, number; what a person's address is said to be; building, unit, room; a street with a room.
_COUNT = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
_NUMBER = (
    rf"{_COUNT}(?:[-之]\d{{1,4}})? ?号"
    r"(?!机井|水井|井|大棚|棚|泵|渠|塘|桥|路|线|公路|地块|项目|标段|文|令|楼栋|公告|通知|点|圩|闸|台区|变|召|称)"
)
_VILLAGE = (
    r"[㐀-鿿]{1,8}(?:村|社区|居委会|村委会)(?:民委员会)?[ ,]{0,2}"
    rf"(?:第 ?)?{_COUNT} ?(?:村民|居民)?小?[组队社][ ,]{{0,2}}"
)
_LIVES = r"(?:家住|住址|住在|门牌号?|家庭地址|居住地|详细地址|户籍地址?)[ :是为]{0,3}[㐀-鿿]{1,12}?[^,。;\n]{0,10}?"
_HOUSE = re.compile(
    rf"(?:{_VILLAGE}(?:(?:门牌|第) ?)?|{_LIVES}){_NUMBER}"
    rf"|{_COUNT} ?(?:栋|幢|号楼|座|号|#楼?) ?{_COUNT} ?单元 ?(?:{_COUNT} ?层 ?)?{_COUNT} ?(?:室|号|户)?"
    rf"|{_COUNT} ?(?:栋|幢|号楼|座|#楼?) ?\d{{3,4}} ?(?:室|房)"
    r"|(?:小区|花园|安置点|安置区|公寓|家园) ?\d{1,3}[-#栋幢]\d{1,2}-\d{2,4}(?!\d)"
    rf"|(?:路|街|巷|弄|大道|胡同) ?{_COUNT} ?号[^,。;\n]{{0,12}}?{_COUNT} ?(?:栋|幢|单元|室)"
)


# Before the letter of a plate: the last character of a province's name, short or full.
_ENDS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼海庆北南江东疆西徽肃古林建州夏省市"
_WORDY = re.compile(r"[A-Za-z㐀-鿿]")


def _any(*words: str) -> str:
    return "|".join(map(re.escape, words))


#: Of each kind, what in small letters a text with one of it holds, what it looks like, and how it is told.
_KINDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str], str], ...] = tuple(
    (kind, re.compile(sign), form, masked)
    for kind, sign, form, masked in (
        ("电子邮箱", _any("@", "(at)", "[at]", "{at}"), _EMAIL, "***@***"),
        ("电子邮箱", _any(*_HOSTS), _HIDDEN_EMAIL, "***@***"),
        ("网络账号", f"(?:{_APPS})[号账昵i]", _ELSEWHERE, "******"),
        ("微信号", "信|[wv]x|we[ic]", _WECHAT, "******"),
        ("QQ号", "qq|扣扣", _QQ, "*****"),
        ("护照或通行证号", _any("证", "护照", "passport", "保障号"), _PASSPORT_WORD, "*********"),
        ("护照或通行证号", r"[eg][a-z0-9][0-9]{6}", _PASSPORT, "*********"),
        ("车牌号", rf"[{_ENDS}] ?[a-hj-np-z]", _PLATE, "*******"),
        ("住址", _any("号", "单元", "室", "房", "小区", "花园", "安置", "公寓", "家园"), _HOUSE, "***"),
    )
)


def details(text: str) -> Iterator[Hit]:
    """Yield what leads to one person in a text of `normal` form, besides names, numbers and paths."""
    if not _WORDY.search(text):
        return
    small = text.lower()
    for kind, sign, form, masked in _KINDS:
        if sign.search(small):
            for match in form.finditer(text):
                written = next((one for one in match.groupdict().values() if one), match[0])
                yield Hit(kind, compact(written), masked, written)
