"""Names compared with care."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usr_portal.kernel.names import folded, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺大", "台大"),
        ("王 小明", "王　小明"),
        ("ＡＢＣ１", "abc1"),
        ("陳峯", "陳峰"),
        ("谷拉斯·馬亨亨", "谷拉斯．馬亨亨"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("王小明", "王小名"), ("林堃", "林坤"), ("李哲", "李喆")])
def test_different_names_do_not(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text())
def test_folding_twice_changes_nothing_that_spaces_or_width_could(text: str) -> None:
    assert folded(f" {text}　") == folded(text)
