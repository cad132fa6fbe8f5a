"""Words for choices that forms offer."""

from django.utils.translation import gettext_lazy as _

from eligibility.rules.types import Programme
from proposals.rules.application import EthicsTopic
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.vocabulary import PlanType, TeamRole

TOPICS = tuple((topic.value, _(topic.label)) for topic in EthicsTopic)
PLAN_TYPES = tuple((plan_type.value, _(plan_type.label)) for plan_type in PlanType)
ROLES = tuple((role.value, _(role.label)) for role in TeamRole)
PROGRAMMES = tuple((programme.value, _(programme.label)) for programme in Programme)

# Stored and typed in Chinese, shown in the reader's language
COUNTIES = (
    gettext_noop("臺北市"),
    gettext_noop("新北市"),
    gettext_noop("桃園市"),
    gettext_noop("臺中市"),
    gettext_noop("臺南市"),
    gettext_noop("高雄市"),
    gettext_noop("基隆市"),
    gettext_noop("新竹市"),
    gettext_noop("嘉義市"),
    gettext_noop("新竹縣"),
    gettext_noop("苗栗縣"),
    gettext_noop("彰化縣"),
    gettext_noop("南投縣"),
    gettext_noop("雲林縣"),
    gettext_noop("嘉義縣"),
    gettext_noop("屏東縣"),
    gettext_noop("宜蘭縣"),
    gettext_noop("花蓮縣"),
    gettext_noop("臺東縣"),
    gettext_noop("澎湖縣"),
    gettext_noop("金門縣"),
    gettext_noop("連江縣"),
)

NATURES = (("fixed", _("固定實踐場域")), ("other", _("其他性質場域")))
MOU_KINDS = (("MOU", _("合作備忘錄（MOU）")), ("MOA", _("合作協議（MOA）")))
