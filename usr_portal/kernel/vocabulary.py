"""The words of the programme that every call shares (articles 陸 and 柒, tables 1 to 3)."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from usr_portal.kernel.messages import Message, gettext_noop


class Category(StrEnum):
    """The two categories of plans (類別)."""

    CHARACTERISTIC = "characteristic"
    SUSTAINABLE = "sustainable"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _CATEGORY_LABELS[self]


class PlanType(StrEnum):
    """The four plan types (計畫類型)."""

    SPROUT = "sprout"
    DEEP = "deep"
    INTERNATIONAL = "international"
    DISTINCTIVE = "distinctive"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _PLAN_TYPE_LABELS[self]

    @property
    def named(self) -> Message:
        """The name as a message, to stand as a value in another message."""
        return Message(self.label)

    @property
    def rank(self) -> int:
        """How high the type stands: sprout 1, deep 2, both sustainable types 3."""
        return _RANKS[self]

    @property
    def category(self) -> Category:
        """The category that the type belongs to."""
        return Category.SUSTAINABLE if self.rank == _SUSTAINABLE_RANK else Category.CHARACTERISTIC

    @property
    def is_characteristic(self) -> bool:
        """Whether the type is one of 大學特色類."""
        return self.category is Category.CHARACTERISTIC

    @property
    def is_sustainable(self) -> bool:
        """Whether the type is one of 永續發展類, planned and budgeted in two parts."""
        return self.category is Category.SUSTAINABLE


class PriorType(StrEnum):
    """Types of prior projects; the last two were in phases 1 and 2 only and have no successor."""

    SPROUT = "sprout"
    DEEP = "deep"
    INTERNATIONAL = "international"
    DISTINCTIVE = "distinctive"
    SEED = "seed"
    INTERNATIONAL_LINK = "international_link"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        plan_type = self.plan_type
        return _PRIOR_TYPE_LABELS[self] if plan_type is None else plan_type.label

    @property
    def named(self) -> Message:
        """The name as a message, to stand as a value in another message."""
        return Message(self.label)

    @property
    def plan_type(self) -> PlanType | None:
        """The plan type of today that this type is, or None."""
        return None if self in _PRIOR_TYPE_LABELS else PlanType(self.value)

    @property
    def rank(self) -> int:
        """Rank of the plan type that it is today; 0 where there is none."""
        plan_type = self.plan_type
        return 0 if plan_type is None else plan_type.rank


class BasisKind(StrEnum):
    """On what a proposal rests (提案資格)."""

    NEW = "new"
    CONTINUATION = "continuation"
    ADVANCEMENT = "advancement"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _BASIS_LABELS[self]

    @property
    def named(self) -> Message:
        """The name as a message, to stand as a value in another message."""
        return Message(self.label)


class NewGround(StrEnum):
    """The three grounds of a new sprout (article 柒、一、（一）1(2))."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _GROUND_LABELS[self]


class TeamRole(StrEnum):
    """Roles in the lead team (主持團隊)."""

    PI = "pi"
    CO_PI = "co_pi"
    ASSOCIATE_PI = "associate_pi"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _ROLE_LABELS[self]

    @property
    def named(self) -> Message:
        """The name as a message, to stand as a value in another message."""
        return Message(self.label)

    @property
    def leads(self) -> bool:
        """Whether the role is PI or co-PI."""
        return self is not TeamRole.ASSOCIATE_PI


class Issue(IntEnum):
    """The six issues (重點議題, table 1)."""

    LOCAL_CARE = 1
    ENVIRONMENT = 2
    INDUSTRY = 3
    HEALTH = 4
    CULTURE = 5
    OTHER = 6

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _ISSUE_LABELS[self - 1]


class Sdg(IntEnum):
    """The United Nations' seventeen goals, by their number."""

    NO_POVERTY = 1
    ZERO_HUNGER = 2
    GOOD_HEALTH = 3
    QUALITY_EDUCATION = 4
    GENDER_EQUALITY = 5
    CLEAN_WATER = 6
    CLEAN_ENERGY = 7
    DECENT_WORK = 8
    INDUSTRY_INNOVATION = 9
    REDUCED_INEQUALITIES = 10
    SUSTAINABLE_CITIES = 11
    RESPONSIBLE_CONSUMPTION = 12
    CLIMATE_ACTION = 13
    LIFE_BELOW_WATER = 14
    LIFE_ON_LAND = 15
    PEACE_JUSTICE = 16
    PARTNERSHIPS = 17

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _SDGS[self - 1][0]

    @property
    def colour(self) -> str:
        """The goal's official colour, ``#rrggbb``."""
        return _SDGS[self - 1][1]


_SUSTAINABLE_RANK = 3

_RANKS = {
    PlanType.SPROUT: 1,
    PlanType.DEEP: 2,
    PlanType.INTERNATIONAL: _SUSTAINABLE_RANK,
    PlanType.DISTINCTIVE: _SUSTAINABLE_RANK,
}

_CATEGORY_LABELS = {
    Category.CHARACTERISTIC: gettext_noop("大學特色類"),
    Category.SUSTAINABLE: gettext_noop("永續發展類"),
}

_PLAN_TYPE_LABELS = {
    PlanType.SPROUT: gettext_noop("大學特色類萌芽型"),
    PlanType.DEEP: gettext_noop("大學特色類深耕型"),
    PlanType.INTERNATIONAL: gettext_noop("永續發展類國際合作型"),
    PlanType.DISTINCTIVE: gettext_noop("永續發展類特色永續型"),
}

_PRIOR_TYPE_LABELS = {
    PriorType.SEED: gettext_noop("種子型"),
    PriorType.INTERNATIONAL_LINK: gettext_noop("國際連結類"),
}

_BASIS_LABELS = {
    BasisKind.NEW: gettext_noop("新興計畫"),
    BasisKind.CONTINUATION: gettext_noop("延續計畫"),
    BasisKind.ADVANCEMENT: gettext_noop("進階計畫"),
}

_GROUND_LABELS = {
    NewGround.A: gettext_noop("曾由學校自行推動至少1年"),
    NewGround.B: gettext_noop("主持人或共同主持人曾參與一期USR計畫至少1年"),
    NewGround.C: gettext_noop("主持團隊曾主持中央部會計畫累積2年以上"),
}

_ROLE_LABELS = {
    TeamRole.PI: gettext_noop("計畫主持人"),
    TeamRole.CO_PI: gettext_noop("共同主持人"),
    TeamRole.ASSOCIATE_PI: gettext_noop("協同主持人"),
}

_ISSUE_LABELS = (
    gettext_noop("在地關懷"),
    gettext_noop("環境永續"),
    gettext_noop("產業鏈結與經濟永續"),
    gettext_noop("健康促進與食品安全"),
    gettext_noop("文化永續"),
    gettext_noop("其他社會實踐"),
)

_SDGS = (
    (gettext_noop("消除貧窮"), "#e5243b"),
    (gettext_noop("消除飢餓"), "#dda63a"),
    (gettext_noop("良好健康與福祉"), "#4c9f38"),
    (gettext_noop("優質教育"), "#c5192d"),
    (gettext_noop("性別平等"), "#ff3a21"),
    (gettext_noop("淨水與衛生"), "#26bde2"),
    (gettext_noop("可負擔的潔淨能源"), "#fcc30b"),
    (gettext_noop("尊嚴就業與經濟成長"), "#a21942"),
    (gettext_noop("產業、創新與基礎建設"), "#fd6925"),
    (gettext_noop("減少不平等"), "#dd1367"),
    (gettext_noop("永續城市與社區"), "#fd9d24"),
    (gettext_noop("負責任的消費與生產"), "#bf8b2e"),
    (gettext_noop("氣候行動"), "#3f7e44"),
    (gettext_noop("水下生命"), "#0a97d9"),
    (gettext_noop("陸域生命"), "#56c02b"),
    (gettext_noop("和平正義與有力的制度"), "#00689d"),
    (gettext_noop("夥伴關係"), "#19486a"),
)
