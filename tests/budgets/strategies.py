"""Money plans of every kind, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from budgets.rules.types import AbroadKind, AbroadPlan, BudgetPlan, Item, Line, Part, Source

YEARS = ("114", "115", "116")
LARGEST = 10**12

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
amounts = st.integers(-LARGEST, LARGEST)
maybe = st.none() | amounts

lines = st.builds(
    Line,
    item=st.sampled_from(Item),
    amount=amounts,
    label=texts,
    part=st.sampled_from(Part),
    source=st.sampled_from(Source),
    quantity=maybe,
    unit_price=maybe,
    person=st.none() | st.text("abcdef0123456789-", min_size=1, max_size=8),
    host_fee=st.booleans(),
    monthly=maybe,
    months=maybe,
    part_time=st.booleans(),
    reason=texts,
)
abroad_plans = st.builds(
    AbroadPlan,
    year=st.sampled_from(["", *YEARS]),
    kind=st.none() | st.sampled_from(AbroadKind),
    place=texts,
    activity=texts,
    days=maybe,
    people=maybe,
    invitee=texts,
)
plans = st.builds(
    BudgetPlan,
    lines=st.fixed_dictionaries({year: st.lists(lines, max_size=4).map(tuple) for year in YEARS}),
    matching=st.dictionaries(st.sampled_from(YEARS), amounts),
    external=st.dictionaries(st.sampled_from(YEARS), amounts),
    personnel_reason=texts,
    abroad_plans=st.lists(abroad_plans, max_size=3).map(tuple),
    international_focus=st.booleans(),
)
