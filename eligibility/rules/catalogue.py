"""Eligibility's rules, each with its severity and its place in the call."""

from __future__ import annotations

from eligibility.rules.basis import basis_fits
from eligibility.rules.case import EligibilityCase
from eligibility.rules.continuation import leader_carries_on, overlaps
from eligibility.rules.lineage import lapsed_must_advance, must_advance
from eligibility.rules.new_entry import ground_a, ground_b, ground_c, ground_c_fits, ground_named
from eligibility.rules.predecessors import merged_lead, one_successor, predecessor_known
from eligibility.rules.similar import looks_alike, same_case
from eligibility.rules.team import co_pi_outside, few_co_pis, one_pi, one_role, one_role_outside
from usr_portal.kernel.findings import Severity
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.rulebook import Rule
from usr_portal.kernel.vocabulary import PlanType

_BLOCKING, _JUDGEMENT = Severity.BLOCKING, Severity.JUDGEMENT
_NEW = "柒、一、（一）1（2）"
_TEAM = "玖、三、（十）"
_TYPES: dict[PlanType | None, str] = {
    PlanType.SPROUT: "柒、一、（一）1",
    PlanType.DEEP: "柒、一、（一）2",
    PlanType.INTERNATIONAL: "柒、一、（二）1",
    PlanType.DISTINCTIVE: "柒、一、（二）2",
}
_SAME_CASE: dict[PlanType | None, str] = {
    PlanType.SPROUT: "捌、二",
    PlanType.DEEP: "捌、二",
    PlanType.INTERNATIONAL: "捌、二、（一）1",
    PlanType.DISTINCTIVE: "捌、二、（二）1",
}

BASIS = Rule("ELIG-BASIS", _BLOCKING, gettext_noop("提案資格符合計畫類型"), _TYPES, basis_fits)
PREDECESSOR = Rule(
    "ELIG-PREDECESSOR", _BLOCKING, gettext_noop("承接的前期計畫屬於本校且可承接"), "柒、一", predecessor_known
)
MUST_ADVANCE = Rule("ELIG-MUST-ADVANCE", _BLOCKING, gettext_noop("連續兩期同類型者須進階"), "柒、一", must_advance)
LAPSED = Rule(
    "ELIG-LAPSED", _BLOCKING, gettext_noop("未通過第三期者沿用當時資格"), "玖、三、（六）", lapsed_must_advance
)
ONE_SUCCESSOR = Rule(
    "ELIG-ONE-SUCCESSOR", _BLOCKING, gettext_noop("每一前期計畫只有一件延續或進階"), "玖、三、（五）", one_successor
)
MERGED_LEAD = Rule("ELIG-MERGED-LEAD", _BLOCKING, gettext_noop("併案計畫由主案承接"), "玖、三、（七）", merged_lead)

RULES: tuple[Rule[EligibilityCase], ...] = (
    BASIS,
    PREDECESSOR,
    MUST_ADVANCE,
    LAPSED,
    ONE_SUCCESSOR,
    MERGED_LEAD,
    Rule(
        "ELIG-LEADER-CARRIES-ON",
        _BLOCKING,
        gettext_noop("延續計畫由前期主持團隊成員領導"),
        "玖、三、定義（一）",
        leader_carries_on,
    ),
    Rule("ELIG-OVERLAP", _JUDGEMENT, gettext_noop("延續計畫與前期高度重疊"), "玖、三、定義（一）", overlaps),
    Rule("ELIG-NEW-GROUND", _BLOCKING, gettext_noop("新興計畫擇定資格"), _NEW, ground_named),
    Rule("ELIG-NEW-A", _BLOCKING, gettext_noop("資格 A：學校自行推動至少一年"), _NEW + "A", ground_a),
    Rule("ELIG-NEW-B", _BLOCKING, gettext_noop("資格 B：曾參與一期 USR 計畫至少一年"), _NEW + "B", ground_b),
    Rule("ELIG-NEW-C", _BLOCKING, gettext_noop("資格 C：主持中央部會計畫累積二年"), _NEW + "C", ground_c),
    Rule("ELIG-NEW-C-FIT", _JUDGEMENT, gettext_noop("資格 C 的計畫契合在地實踐與主題"), _NEW + "C", ground_c_fits),
    Rule("ELIG-SIMILAR", _JUDGEMENT, gettext_noop("與其他政府補助計畫高度相似"), "玖、三、（四）", looks_alike),
    Rule("SAME-CASE", _BLOCKING, gettext_noop("同一案件不得同時申請兩類"), _SAME_CASE, same_case),
    Rule("TEAM-PI", _BLOCKING, gettext_noop("一位計畫主持人，屬提案學校"), _TEAM, one_pi),
    Rule("TEAM-COPI-MAX", _BLOCKING, gettext_noop("共同主持人至多二人"), _TEAM, few_co_pis),
    Rule("TEAM-ONE-ROLE", _BLOCKING, gettext_noop("同一教師至多擔任一件"), _TEAM, one_role),
    Rule("TEAM-ONE-ROLE-OUTSIDE", _JUDGEMENT, gettext_noop("校外人士列於兩案"), _TEAM, one_role_outside),
    Rule("TEAM-COPI-OUTSIDE", _JUDGEMENT, gettext_noop("校外共同主持人"), "拾參、二、（三）", co_pi_outside),
)
