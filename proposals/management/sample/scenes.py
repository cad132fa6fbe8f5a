"""The schools of the sample, each in one condition."""

from __future__ import annotations

from dataclasses import dataclass

from proposals.management.sample import changes
from proposals.management.sample.documents import Plan

TWELVE = 12


@dataclass(frozen=True, slots=True)
class Scene:
    """A school in a condition. `domain` is the part of its addresses after the @; `look` says what to look at.

    `end` is how far it got: nothing, begun, drafts, complete, sent or resent. `papers` says whether papers are there.
    """

    code: str
    domain: str
    end: str
    look: str
    plans: tuple[Plan, ...] = ()
    papers: bool = True
    school_plan: bool = True
    usr_unit: bool = True
    returned: str = ""
    extended: str = ""


FIVE = (
    Plan("A", "sprout", "continuation", associates=TWELVE - 2, changes=(changes.disclosed,)),
    Plan("B", "deep", "advancement", changes=(changes.many_sites,)),
    Plan("C", "distinctive", "advancement"),
    Plan("D", "international", "continuation"),
    Plan("E", "sprout", "new", ground="B"),
)
SCENES = (
    Scene(
        "0005", "ncku.demo", "complete", "五件（四種類型）都已完成，可以直接送出；協同主持人 12 位、場域 28 處", FIVE
    ),
    Scene(
        "0006",
        "nchu.demo",
        "sent",
        "已送出：收據、PDF",
        (Plan("A", "sprout", "continuation"), Plan("C", "deep", "continuation")),
    ),
    Scene(
        "0008",
        "ncu.demo",
        "resent",
        "送出、撤回、再送出：兩張收據",
        (Plan("D", "international", "continuation"), Plan("B", "deep", "advancement")),
    ),
    Scene(
        "0020",
        "ndhu.demo",
        "sent",
        "送出時逐項確認待補正文件；核定後應辦事項",
        (
            Plan("A", "deep", "advancement", changes=(changes.indigenous_people,)),
            Plan("E", "sprout", "new", ground="C"),
        ),
        papers=False,
        usr_unit=False,
    ),
    Scene(
        "0017",
        "ntpu.demo",
        "drafts",
        "上傳期限已展延；撰寫到一半",
        (Plan("A", "sprout", "continuation", changes=(changes.half_written,)),),
        papers=False,
        school_plan=False,
        extended="校內機房因颱風停電二日，經推動中心同意展延。",
    ),
    Scene(
        "0018",
        "ncyu.demo",
        "drafts",
        "經費的各種檢核結果",
        (
            Plan("A", "sprout", "continuation", changes=(changes.over_cap, changes.wrong_sum)),
            Plan("B", "deep", "advancement", changes=(changes.much_personnel, changes.far_travel)),
            Plan("C", "distinctive", "advancement", changes=(changes.shrinking_funds, changes.president_is_paid)),
            Plan("E", "sprout", "new", ground="B", changes=(changes.poor_matching,)),
        ),
    ),
    Scene(
        "0009",
        "nsysu.demo",
        "drafts",
        "提案資格與人員的各種檢核結果",
        (
            Plan("B", "sprout", "continuation"),
            Plan("G", "sprout", "continuation"),
            Plan("A", "sprout", "continuation", changes=(changes.other_leaders,)),
            Plan("C", "deep", "continuation", borrows="0006"),
            Plan("E", "sprout", "new", ground="A", changes=(changes.crowded_lead,)),
        ),
    ),
    Scene(
        "0014",
        "nknu.demo",
        "drafts",
        "議題、文件與切結的各種檢核結果；缺文件",
        (
            Plan("D", "international", "continuation", changes=(changes.nothing_signed,)),
            Plan("A", "sprout", "continuation", changes=(changes.loose_subject, changes.undisclosed)),
        ),
        papers=False,
        school_plan=False,
    ),
    Scene(
        "3002",
        "utaipei.demo",
        "drafts",
        "直轄市立學校：補助款比率上限",
        (Plan("A", "sprout", "continuation", changes=(changes.bare_matching,)), Plan("C", "deep", "continuation")),
    ),
    Scene(
        "1008",
        "pu.demo",
        "drafts",
        "校窗口退件並寫明理由；另一件剛起草",
        (
            Plan("A", "sprout", "continuation"),
            Plan("E", "sprout", "new", ground="B", changes=(changes.barely_begun,)),
        ),
        school_plan=False,
        returned="場域合作單位的同意書日期有誤，請修正後再標示完成。",
    ),
    Scene(
        "0021",
        "ncnu.demo",
        "begun",
        "只有計畫名稱的空白草稿",
        (Plan("A", "deep", "advancement"), Plan("D", "international", "continuation")),
        papers=False,
    ),
    Scene("1007", "fcu.demo", "nothing", "尚未開始申請"),
)
