"""Words for choices that forms offer."""

from django.utils.translation import gettext_lazy as _

from usr_portal.kernel.messages import gettext_noop

TOPICS = (
    ("time_bank", _("時間銀行")),
    ("carbon", _("碳權、碳匯")),
    ("blockchain", _("區塊鏈")),
    ("commitments", _("對利害關係人的承諾")),
    ("indigenous", _("原住民")),
    ("disability", _("身心障礙者")),
    ("minors", _("未成年人")),
    ("inmates", _("收容人")),
)

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
ROLES = (("pi", _("計畫主持人")), ("co_pi", _("共同主持人")), ("associate_pi", _("協同主持人")))
MOU_KINDS = (("MOU", _("合作備忘錄（MOU）")), ("MOA", _("合作協議（MOA）")))
PROGRAMMES = (
    ("sprout_programme", _("高教深耕計畫善盡社會責任面向")),
    ("incubation_seed", _("第三期育成種子計畫")),
)
