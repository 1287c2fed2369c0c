"""One table of forms: what the gate finds, and what it lets pass; and no message holds what was found."""

from __future__ import annotations

import re

import pytest
from stdnum import luhn
from stdnum.cn import ric

from helpers.gate import Gate
from helpers.gate.people import joined
from helpers.gate.spelling import digits_of, normal
from tests.ledgers.tiny import PEOPLE

ID = PEOPLE["甲"]
R, D, S = ID[:6], ID[6:14], ID[14:]  # region, day of birth, the rest
WRONG = ID[:-1] + ("0" if ID[-1] != "0" else "1")
WITH_X = next(
    number
    for number in (f"99000119850101{serial:03d}X" for serial in range(100))
    if ric.calc_check_digit(number) == "X"
)
CARD = "6200000000000005"
LONG_CARD = "620000000000000000" + luhn.calc_check_digit("620000000000000000")
FULL = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
BENGALI = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
ZERO = str.maketrans("0123456789", "零一二三四五六七八九")
CAPITAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")

PHONES = [
    "13812345678", "138 12345678", "138-12345678", "(138)12345678", "（138）12345678", "(138) 1234 5678",
    "138.1234.5678", "138·1234·5678", "138—1234—5678", "138–1234–5678", "138/1234/5678", "138_1234_5678",
    "138  1234  5678", "138 - 1234 - 5678", "1381234 5678", "1381-2345-678", "138 123 45678",
    "1 3 8 1 2 3 4 5 6 7 8", "1-3-8-1-2-3-4-5-6-7-8", "138\n12345678", "+8613812345678", "+86 138 1234 5678",
    "0086-138-1234-5678", "(+86)13812345678", "86-13812345678", "013812345678", "Tel.13812345678",
    "Tel:13812345678", "TEL：138 1234 5678", "tel13812345678", "wx13812345678", "微信13812345678",
    "微信同号13812345678", "手机13812345678", "Mobile:138-1234-5678", "VX:13812345678", "☎13812345678",
    "℡13812345678", "call 13812345678", "13812345678转8001", "13812345678-8001", "13812345678 ext. 8001",
    "13812345678*8001", "13812345678#12", "13812345678（转 12）", "电话:138.12345678", "电话：138、1234、5678",
    "联系电话 138,1234,5678", "电话 138 12 34 56 78", "户 21 电话 138 1234 5678 在册",
    "13812345678".translate(FULL), "13812345678".translate(ARABIC), "13812345678".translate(PERSIAN),
    "13812345678".translate(BENGALI), "13812345678".translate(CIRCLED), "13812345678".translate(SUPER),
    "13812345678".translate(BOLD), "13812345678".translate(CHINESE), "13800045678".translate(ZERO),
    "13812345678".translate(CAPITAL), "幺三八一二三四五六七八", "138一二三四5678", "一三八 一二三四 五六七八",
    "138\u200b1234\u200b5678", "138\u00ad12345678", "1\u03363\u03368\u033612345678", "1️⃣3️⃣8️⃣12345678",
    "138\u3000 1234\u00a05678", "l38l2345678", "138O1234567", "138 1234 5678，139 1234 5678",
    "13812345678/13912345678", "张某13812345678系户主", "13812345678@139.com", "编号A12，电话13812345678",
    "累计拨付3万元，致电13812345678", "電話:138.12345678", "聯繫電話 138,1234,5678", "手機13812345678",
]  # fmt: skip
LANDLINES = [
    "0710-3123456", "0710 3123456", "(0710)3123456", "（0710）3123456", "0710.3123456", "07103123456",
    "0710—312 3456", "0710/3123456", "027-61234567", "027 6123 4567", "(010)61234567", "+86 710 3123456",
    "0086-27-61234567", "0710-3123456-801", "0710-3123456转801", "Tel:0710-3123456", "tel.0710.3123456",
    "传真：0710-3123456", "电话：3123456", "值班电话61234567", "电话：312-3456", "0710-3123456".translate(FULL),
    "0710-3123456".translate(ARABIC), "〇七一〇-三一二三四五六",
]  # fmt: skip
IDS = [
    f"{R}→{D}→{S}", f"{R}=={D}=={S}", f"{R}*{D}*{S}", f"{R}〔{D}〕{S}", f"{R}「{D}」{S}", f"{R}……{D}……{S}",
    f"{R}{D[:4]}年{D[4:6]}月{D[6:]}日{S}",
    ID, f"{R}--{D}--{S}", f"{R} - {D} - {S}", f"{R}  {D}  {S}", f"{R}\t{D}\t{S}", f"{R}、{D}、{S}",
    f"{R}，{D}，{S}", f"{R}/{D}/{S}", f"{R}·{D}·{S}", f"{R}•{D}•{S}", f"{R}.{D}.{S}", f"{R}_{D}_{S}",
    f"{R}|{D}|{S}", f"{R}（{D}）{S}", f"({R}){D}{S}", f"{R}~{D}~{S}", f"{R}—{D}—{S}", f"{R}\n{D}\n{S}",
    f"{R}\r\n{D}{S}", "-".join(ID), "  ".join(ID), " ".join(re.findall(".{1,4}", ID)), f"{ID[:9]} {ID[9:]}",
    f"{ID[:3]} {ID[3:6]} {ID[6:10]} {ID[10:14]} {ID[14:]}", f"{R}-{D[:4]}-{D[4:6]}-{D[6:]}-{S}",
    ID.translate(FULL), ID.translate(ARABIC), ID.translate(CHINESE), ID.translate(ZERO), ID.translate(CAPITAL),
    f"{R}{D.translate(CHINESE)}{S}", ID.translate(CIRCLED), ID.translate(BENGALI),
    f"{R} {D} {S}".translate(CHINESE), f"{R.translate(ARABIC)}、{D}、{S}", "\u200b".join(ID),
    f"{R}\ufeff{D}\u2060{S}", WITH_X, WITH_X.lower(), WITH_X.replace("X", "Х"), WITH_X.replace("X", "х"),
    WITH_X.replace("X", "Χ"), WITH_X.replace("X", "Ｘ"), WITH_X.replace("X", "Ⅹ"), WITH_X.replace("X", "×"),
    WITH_X.replace("X", " X"), WRONG, f"身份证{WRONG}", f"{R} {D} {WRONG[14:]}", f"{R}-{D}-{WRONG[14:]}",
    WRONG.translate(FULL), WRONG.translate(CHINESE), f"编号0{ID}00", f"ID{ID}", f"sfz{WRONG}", f"{R}{D[2:]}001",
    f"{R} {D[2:]} 001", f"编号{ID}", f"户主的证件号是{ID}。", ID.replace("0", "O"),
]  # fmt: skip
PARTLY = [
    "138…5678", "138......5678", f"{R}…{S}",
    f"{R}********{S}", f"{R}****{S}", f"{R}＊＊＊＊＊＊＊＊{S}", f"{R}××××××××{S}", f"{R}XXXXXXXX{S}",
    f"{R}########{S}", f"{R} ******** {S}", f"{R}○○○○○○○○{S}", f"{R}{D}****", f"{R}-{D}-****", f"******{D}****",
    f"****{D}{S}", f"**************{S}", f"{R}{D[:6]}******", f"{R[:4]}**{D}****", f"{R}■■■■■■■■{S}",
    "138****5678", "138 **** 5678", "138-xxxx-5678", "138＊＊＊＊5678", "138••••5678", "1381234****",
    "138*****678",
]  # fmt: skip
CARDS = [
    CARD, "6200 0000 0000 0005", "6200  0000  0000  0005", "6200-0000-0000-0005", "6200 - 0000 - 0000 - 0005",
    "620000 0000000005", LONG_CARD, " ".join(re.findall(".{1,4}", LONG_CARD)), CARD.translate(FULL),
    CARD.translate(CHINESE), "6200\u3000\u30000000\u3000\u30000000\u3000\u30000005", "卡号6200000000000006",
    "账号：17-123456789012", "账号 1234567890123", "一卡通账号是123456789012345",
    "银行账户：82 0100 0000 1234 567", "帳號：17-123456789012", "銀行卡號：17-123456789012",
]  # fmt: skip
NAMES = [
    "示例一村村民欧-建国家", "示例一村村民欧/建国家", "他叫欧建国，今年51岁，家在示例一村",
    f"欧 建国{ID}", "示例一村村民欧 建国家", "示例一村村民欧  建国家", "示例一村村民欧\u3000建国家",
    "示例一村村民欧\n建国家", "示例一村村民欧·建国家", "示例一村村民欧 建 国家", "示例一村村民欧\u200b建国家",
    "示例二村阿试•丁", "示例二村阿试．丁", "示例二村阿试丁", "示例二村阿试‧丁", "示例二村阿试・丁",
    "示例二村阿试 丁", "示例二村阿试·丁", "示例二村村民王　试等", "欧建国是脱贫户。1970年1月1日出生。",
    "欧建国是脱贫户。他住在示例一村。", "欧建国申请了贷款；其账号00000000199012345。",
    "1970年1月1日出生。欧建国是脱贫户。", "欧建国\t1970-01-01", "欧 建国\t示例一村\t5", "平安，1971年2月2日生",
    "户主平安，1971年2月2日生", f"平安{PEOPLE['乙']}", "高兴\t1980-03-03", "欧建国（尾号0014）",
    "示例一村1组欧 建国", f"歐建國{ID}", "示例一村村民歐建國家", "歐 建国，1970年1月1日出生",
    "戶主歐建國\t示例一村\t5",
]  # fmt: skip
DETAILS = [
    "幸福里3幢501室", "5栋502室", "3#楼2单元501", "鄂f12345", "鄂F 123AB",
    "someone@example.com", "some.one+x@mail.example.cn", "邮箱：someone＠example．com", "someone @ example.com",
    "someone(at)example.com", "zhang_3@qq.com", "微信号：abc_12345", "微信号abcdef", "微信 abc-12345",
    "WeChat: someone88", "wechat id someone88", "wx：someone88", "VX号 someone88", "薇信someone88",
    "wxid_a1b2c3d4e5", "QQ：123456789", "qq号 12345678", "护照E12345678", "护照号码：G12345678",
    "护照：EA1234567", "Passport No. E12345678", "港澳通行证C12345678", "台胞证12345678", "持E12345678出境",
    "鄂F12345", "鄂F·A1234", "鄂 F 12345", "鄂FD12345", "鄂F•12345", "车牌京A1B2C3", "鄂Ｆ１２３４５",
    "粤Z1234港", "示例一村3组12号", "示例一村 三组 十二号", "示例一村第3村民小组12号", "示例一村3组12-1号",
    "示例社区5组8号", "家住示例镇示例村12号", "住址：示例市示例镇中心路12号", "3栋2单元501室", "3号楼2单元501",
    "幸福小区3-2-501", "中心路12号3单元501室",
    "abcde#163.com", "someone # qq.com", "someone★126.com", "someone at 163.com", "someone艾特sina.com",
    "someone(a)163.com", "someone#163点com", "zhang*139.com", "湖北F12345", "湖北省F12345", "广东 B·12345",
    "北京A12345", "黑龙江A12345", "抖音号：someone88", "支付宝账号someone_88", "微博昵称 someone88",
    "微信號：abc_12345", "護照號碼：H12345678", "車牌 鄂F12345", "住址：示例市示例鎮中心路12號", "3棟2單元501室",
]  # fmt: skip
PATHS = [
    "smb://server/share", "在~/office/data下",
    "/home/张三/月报", "/data/台账/户籍人口.xlsx", "／home／clerk／a", "D:\\台账\\a.xlsx", "/mnt/d/office", "file:///D:/a.xlsx",
    "见/offices/ours/a",
]  # fmt: skip

FOUND = [*PHONES, *LANDLINES, *IDS, *PARTLY, *CARDS, *NAMES, *DETAILS, *PATHS]
PASSED = [
    "0.990001197001010029", "5栋502套", "138...140页", "约3~5户", "示例一村12号公路", "电话费138元", "卡点",
    "项目编号13812345678", "项目编号：13812345678", "项目编号 XM-13812345678", "编号13812345678",
    "文号13812345678", "合同编号：2021-13812345678", "流水号13812345678", "发票号码：13812345678",
    "借据号13812345678", "No.13812345678", "code 13812345678", "累计13800000000元", "累计发放13800000000元",
    "累计13800000000", "投资13812345678.50元", "13812345678元", "共计13812345678亩", "¥13812345678",
    "金额：13812345678", "138.12345678", "0.13812345678", "13812345678.25", "13,812,345,678", "138、1234、5678",
    "138\t1234\t5678", "示例一村 21 138 1234 5678 90", "12812345678", "1381234567", "138123456789",
    "XM13812345678", "a3f13812345678b9", "138 1234 567 89", "M 138.0000 1234.5678 L 13.80000",
    "统一社会信用代码91420606MA4812345X", "编号0710-3123456", "2021-0710-3123456", "3123456",
    "2021-10-31 2021-11-08 12317", "2021年10月31日", "20211031", "二〇二一年十月三十一日",
    "第一、二、三、四、五、六、七、八组", "12345热线", "110、119、120", "112.4平方公里", "11001户38006人",
    "38,006人", "269.5万元", "同比增长12.34%", f"项目编号{R}202110310002", f"文号{WRONG}", f"代码：{WRONG}",
    f"{R}199913320010", f"{R}100201", "统计用区划代码990001100201", "990001", f"{R}************",
    f"{R}**************", "***********", "138********", "欧*", "张**", "6200000000000006", "1234567890123456",
    "户 4200 4500 5000 6200 7100", "e3b0c44298fc1c149afbf4c8996fb92427ae13812345678649b934ca495991b7",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "示政〔2021〕5号", "鄂政发〔2021〕12号", "ISBN 978-7-100-12345-6", "保一方平安", "示例一村平安建设",
    "平安家庭", "示例一村平安和谐", "群众高兴，示例一村有2户", "示例一村村民高兴地说",
    "村民高兴，示例一村的路通了", "平安\t示例一村\t5", "示例一村平安户3户", "示例一村1组平安建设", "欧建国",
    "欧建国参加了会议。示例一村有2户", "王试验田在示例二村", "示例一村", "/data/目录", "放在 /data/目录 下",
    "数据在/data/目录，每月一个", "和/或", "data/ledgers/2021-10", "2021/10/31",
    "https://www.example.gov.cn/home/page", "http://www.w3.org/1999/xhtml", "https://example.com/a/13", "图3-1",
    "表22", "GB/T 9704-2012", "@media print", "@font-face", "logo@2x.png", "微信公众号：shilizhen", "微信群",
    "QQ群", "微信小程序", "护照", "编号E00012", "项目E20211031", "云A", "新A股", "湖北省A股", "湖北F", "163#楼",
    "第163号", "重量*126", "抖音号", "抖音直播2021场", "在163网站", "歐建國", "微博", "钉钉群", "示例一村3组",
    "示例一村3组12户", "示例一村3号机井", "示例一村3组2号大棚", "示例镇中心路1号", "第3组第5号文件", "3栋2单元",
    "G12高速", "E3", "2021年1-10月", "1 3 8 1 2", "10:30:45", "192.168.1.10", "v1.2.3", "1.38e10", "-13.5",
    "1381.2345678", "1234 5678 9012", "〇〇一二", "一二三", "十二号", "机密度138", "（138户）",
]  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_a_form_of_what_must_not_leave_is_found_and_its_message_does_not_repeat_it(
    ordinary: Gate, text: str
) -> None:
    findings = list(ordinary.search_texts("a.csv", [(f"“{text}”列", text)]))
    assert findings
    said = "".join(map(str, findings))
    digits = digits_of(normal(text))
    assert len(digits) < 9 or digits[-8:] not in digits_of(normal(said))
    assert not {"建国", "试丁", "example", "clerk"} & set(re.findall(r"\w+", joined(normal(said))))
    assert text not in said


@pytest.mark.parametrize("text", PASSED)
def test_a_form_of_something_else_passes(ordinary: Gate, text: str) -> None:
    assert [(one.kind, one.masked) for one in ordinary.search_texts("a.csv", [("甲", text)])] == []


def test_the_table_holds_many_forms() -> None:
    assert len(set(FOUND)) == len(FOUND)
    assert len(set(PASSED)) == len(PASSED)
    assert len(FOUND) >= 120
    assert len(PASSED) >= 120
