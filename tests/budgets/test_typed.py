from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.typed import NotAnAmountError, whole

LARGEST = 10**12
FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")

amounts = st.integers(0, LARGEST)


@given(amounts)
def test_an_amount_is_read_however_it_is_written(amount: int) -> None:
    grouped = f"{amount:,}"

    assert {
        whole(text, LARGEST)
        for text in (str(amount), grouped, grouped.translate(FULL_WIDTH), f" NT$ {grouped} 元 ", f"${amount}")
    } == {amount}


@pytest.mark.parametrize("text", ["", "  ", "　"])
def test_nothing_typed_is_no_amount(text: str) -> None:
    assert whole(text, LARGEST) is None


@pytest.mark.parametrize("text", ["1.5", "1e6", "1,20", "1,2000", ",100", "abc", "120萬", "0x10", "1_000", "NaN"])
def test_what_is_no_whole_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAnAmountError) as refused:
        whole(text, LARGEST)
    assert "120,000" in refused.value.message.render()


@pytest.mark.parametrize("text", ["-5", "－１，０００", "−3"])
def test_a_negative_amount_is_refused_as_such(text: str) -> None:
    with pytest.raises(NotAnAmountError) as refused:
        whole(text, LARGEST)
    assert refused.value.message.render() == "不能是負數"


def test_the_largest_amount_is_the_last_that_is_accepted() -> None:
    assert whole("1,000,000,000,000", LARGEST) == LARGEST
    with pytest.raises(NotAnAmountError) as refused:
        whole("1000000000001", LARGEST)
    assert "1,000,000,000,000" in refused.value.message.render()
