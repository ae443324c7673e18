"""Bodies, steps and dates as hypothesis draws them: all that a request may have."""

from decimal import Decimal

from hypothesis import strategies as st

from app.planning.request import FIRST_DAY, LAST_DAY, Body


def numbers(least: str, most: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=4)


weights = numbers("20", "350")
heights = numbers("100", "230")
sexes = st.sampled_from(["female", "male"])
bodies = st.builds(
    lambda weight, height, sex: Body(weight_kg=weight, height_cm=height, sex=sex),
    weights, heights, sexes,
)  # fmt: skip
steps = numbers("0.0001", "1000")
days = st.dates(FIRST_DAY, LAST_DAY)
