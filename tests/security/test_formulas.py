"""Names and reasons that a spreadsheet would calculate."""

from __future__ import annotations

import pytest

from usr_portal.kernel.csv_cells import guarded, unguarded


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠\t\r\n"))
def test_no_sign_of_a_formula_stands_first(sign: str) -> None:
    cell = f"{sign}HYPERLINK(1)"
    assert guarded(cell) == f"'{cell}"
    assert unguarded(str(guarded(cell))) == cell
