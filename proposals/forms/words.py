"""Words for choices that forms offer."""

from django.utils.translation import gettext_lazy as _

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

COUNTIES = (
    "臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市", "基隆市", "新竹市", "嘉義市", "新竹縣", "苗栗縣",
    "彰化縣", "南投縣", "雲林縣", "嘉義縣", "屏東縣", "宜蘭縣", "花蓮縣", "臺東縣", "澎湖縣", "金門縣", "連江縣",
)  # fmt: skip

NATURES = (("fixed", _("固定實踐場域")), ("other", _("其他性質場域")))
ROLES = (("pi", _("計畫主持人")), ("co_pi", _("共同主持人")), ("associate_pi", _("協同主持人")))
MOU_KINDS = (("MOU", _("合作備忘錄（MOU）")), ("MOA", _("合作協議（MOA）")))
PROGRAMMES = (
    ("sprout_programme", _("高教深耕計畫善盡社會責任面向")),
    ("incubation_seed", _("第三期育成種子計畫")),
)
