"""Long texts for every part of the forms, composed of a theme's and a place's words. The same input, the same text."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from proposals.management.sample.words import Theme

SENTENCES: dict[str, tuple[str, ...]] = {
    "summary": (
        "本計畫以{place}為場域。當地{problem}。",
        "計畫團隊{response}，並以{course}作為學生進入場域的學習路徑。",
        "三年間預計完成{product}，與{partners}共同檢視{measure}的變化，讓成果在計畫結束後由在地組織接手。",
    ),
    "relation": (
        "本校將{keyword}列為中長程校務發展的重點，本計畫的課程與場域經營分別對應「教學創新」與「地方共榮」兩項策略。",
        "與前期計畫相比，本期把單點活動收斂為可以評估的行動，並將{partners}由受服務者轉為共同規劃者。",
        "校內由社會責任實踐中心逐季追蹤，重要決議送校務發展會議報告，確保計畫不因主持人更替而中斷。",
    ),
    "issue_analysis": (
        "依團隊前兩年的訪談與統計資料，{place}{problem}。",
        "利害關係人包含{partners}與返鄉青年；各方對問題的看法並不一致，其中「誰來維護」與「利益如何分配」是最常出現的爭點。",
        "本計畫選擇可以在三年內觀察到改變、且學生能力所及的面向切入，其餘結構性議題以倡議與資料公開支持主管機關處理。",
        "大學的角色是提供方法、資料與陪伴；決定權留在地方。",
    ),
    "sdg_relation": (
        "本計畫的重點議題與{sdgs}三項目標直接相關：{product}回應環境與生活品質，{course}回應教育，與{partners}的合作回應在地經濟與治理。",
        "各項目標以{measure}等指標追蹤，並在每年成果報告中說明未達標的原因。",
    ),
    "sdg17_plan": (
        "以全球夥伴關係為軸，與海外姊妹校組成共同工作坊，每年輪流在兩地場域辦理，交換{keyword}的方法與失敗經驗。",
        "成果以雙語資料集公開，並邀請國際非政府組織擔任觀察員。",
    ),
    "organisation": (
        "計畫主持人統籌方向與校內協調，共同主持人分別負責課程與場域，協同主持人帶領專業工作小組。",
        "設專案經理一名、兼任助理若干名，並由{partners}推派代表組成場域諮詢小組，每季開會一次。",
        "校級支持包含教師授課減授、場域交通補助與數據平臺維運。",
    ),
    "goals": (
        "總目標是讓{place}在三年後擁有不依賴單一補助的自主運作能力。",
        "第一年建立基線資料與合作守則；第二年完成{product}並開放使用；第三年移交在地組織並公開評估結果。",
        "以{measure}為主要成效指標，輔以學生能力與地方滿意度。",
    ),
    "strategy": (
        "在這一部分，團隊{response}。",
        "作法分三步：先與{partners}確認需求與界線，再由{course}的修課學生分組執行，最後在公開的成果會議上由居民評論。",
        "預期產出為{product}的相應模組；遇到人力或天候限制時，改以線上共備與小規模試作維持進度。",
        "經費與人力需求已納入校內年度計畫，第三年起由在地組織分攤三成。",
    ),
    "schedule": (
        "每學年以學期為單位安排：上學期進行調查與課程，下學期進行實作與公開發表，寒暑假辦理密集工作坊。",
        "每年三月、六月、九月與十二月設查核點，由場域諮詢小組確認後才進入下一階段。",
    ),
    "indicators": (
        "質性指標：居民對{keyword}議題的理解與參與程度、學生反思報告的深度、合作守則的落實情形。",
        "量化指標：{measure}、修課與實作學生人數、合作組織數、公開資料筆數。",
        "各指標訂有基線、年度目標與資料來源，未達七成者於次季提出改善作法。",
    ),
    "external_plan": (
        "對外募款以企業認養與使用者付費為主，第一年爭取兩家企業贊助，第二年起成立共享基金。",
        "募得款項專用於{product}的維運，收支每半年公開。",
    ),
    "evaluation": (
        "委請校外學者與{partners}組成評估小組，採前後測與焦點座談並行。",
        "評估結果於每年十一月公布，作為次年調整依據；對居民與學生的調查均取得知情同意。",
    ),
    "intl_courses": ("開設全英語「國際社會實踐」三學分課程，與海外姊妹校同步授課，學生於暑期互訪兩週。",),
    "school": (
        "本校將社會責任列為中長程校務發展的共同主軸，由副校長召集推動會議，跨處室整合人力、課程與經費。",
        "近三年已完成教師多元升等、場域課程減授與學生微學分等制度，並逐年檢討執行率。",
        "下一階段以資料公開、跨校共學與在地人才培育為重點，使各計畫的成果能留在學校與地方。",
    ),
    "plan": (
        "校級窗口每學期盤點各計畫進度，並協調共用設備與場域資源。",
        "成效評估由獨立小組辦理，調查對象涵蓋學生、教師、居民、合作組織與地方政府。",
    ),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the texts of one proposal, or of a school plan."""

    theme: Theme
    place: str
    dice: Random

    def text(self, key: str, title: str = "") -> str:
        """Give the text of a part of the form; `title` is the part's, for those that share their words."""
        stem = key.rstrip("_12345678").removesuffix("_second")
        shared = "school" if key.startswith("governance") or key.endswith("_role") else "plan"
        paragraphs = [self._filled(sentence) for sentence in SENTENCES.get(stem, SENTENCES[shared])]
        if key.endswith("_second"):
            paragraphs.insert(0, "第二部分承接國內實踐的基礎，把方法帶到更大的範圍，並接受外部檢驗。")
        if title and stem not in {"summary", "goals"}:
            paragraphs[0] = f"就「{title}」而言，{paragraphs[0]}"
        return "\n".join(paragraphs)

    def _filled(self, sentence: str) -> str:
        theme = self.theme
        return sentence.format(
            place=self.place,
            problem=theme.problem,
            response=theme.response,
            course=theme.course,
            product=theme.product,
            partners=theme.partners,
            measure=theme.measure,
            keyword=self.dice.choice(theme.keywords_zh),
            sdgs="、".join(f"SDG {number}" for number in theme.sdgs),
        )

    def by_year(self, kind: str) -> dict[str, list[str]]:
        """Give milestones, checkpoints or targets for each year of the call."""
        return {year: [self._filled(words) for words in YEARLY[kind][place]] for place, year in enumerate(YEARS)}


YEARS = ("114", "115", "116")
YEARLY: dict[str, tuple[tuple[str, ...], ...]] = {
    "milestones": (
        ("完成{place}基線調查與合作守則", "開設{course}", "場域諮詢小組每季運作"),
        ("完成{product}試用版並開放使用", "修課學生達 90 人", "辦理跨校共學工作坊"),
        ("{product}移交在地組織", "公開三年評估報告", "建立校友與居民共同維運機制"),
    ),
    "checkpoints": (
        ("3 月：調查設計送場域諮詢小組確認", "9 月：基線報告公開", "12 月：課程期末成果發表"),
        ("3 月：試用版上線", "6 月：使用者回饋會議", "12 月：第二年評估報告"),
        ("3 月：移交計畫定案", "9 月：移交完成", "11 月：成效評估報告公布"),
    ),
    "targets": (
        ("{measure}完成基線測定", "修課學生 60 人次", "合作組織 5 個"),
        ("{measure}較基線改善 5%", "修課學生 90 人次", "合作組織 7 個"),
        ("{measure}較基線改善 10%", "修課學生 120 人次", "合作組織 9 個"),
    ),
}
