"""An independent reckoning with fractions and whole numbers: nothing of `app` is used here."""

from fractions import Fraction
from math import isqrt
from typing import Final

DIGITS: Final = 10**50
"""Roots are taken to fifty places."""


def root(number: Fraction, degree: int) -> Fraction:
    """Take a root by halving: the largest number of fifty places whose power does not exceed it."""
    scaled = number.numerator * DIGITS**degree // number.denominator
    low, high = 0, 1 << (scaled.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle)
    return Fraction(low, DIGITS)


def mosteller(weight: Fraction, height: Fraction) -> Fraction:
    """Return the square root of weight in kg times height in cm by 3600, in m2."""
    product = weight * height / 3600
    return Fraction(isqrt(product.numerator * DIGITS**2 // product.denominator), DIGITS)


def du_bois(weight: Fraction, height: Fraction) -> Fraction:
    """Return 0.007184 h^0.725 w^0.425 in m2; 0.725 is 29/40 and 0.425 is 17/40."""
    return Fraction(7184, 10**6) * root(height**29 * weight**17, 40)


SURFACES: Final = {"mosteller": mosteller, "du_bois": du_bois}


def weights(weight: Fraction, height: Fraction, sex: str) -> dict[str, Fraction | None]:
    """Return the weight in kg on every basis; None below 60 inches of 2.54 cm, which are 152.4."""
    undefined = height < Fraction(1524, 10)
    ideal = Fraction(50 if sex == "male" else Fraction(91, 2)) + Fraction(23, 10) * (
        height / Fraction(254, 100) - 60
    )
    defined = {
        "ideal": ideal,
        "adjusted_25": ideal + (weight - ideal) / 4,
        "adjusted_40": ideal + (weight - ideal) * 2 / 5,
        "lesser_of_actual_and_ideal": min(weight, ideal),
    }
    return {"actual": weight} | {k: None if undefined else v for k, v in defined.items()}


def half_up(number: Fraction, step: Fraction) -> Fraction:
    """Round to the nearest multiple of a step; what lies in the middle goes up."""
    return (number / step + Fraction(1, 2)).__floor__() * step


def days_from_civil(year: int, month: int, day: int) -> int:
    """Count days since 1 March of year 0 of the Gregorian calendar, by its rules alone."""
    year, month = (year, month) if month > 2 else (year - 1, month + 12)
    leap_days = year // 4 - year // 100 + year // 400
    return 365 * year + leap_days + (153 * (month - 3) + 2) // 5 + day - 1


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Turn such a count back into year, month and day, by trying."""
    year = days // 365 + 1
    while days_from_civil(year, 1, 1) > days:
        year -= 1
    month = max(month for month in range(1, 13) if days_from_civil(year, month, 1) <= days)
    return year, month, days - days_from_civil(year, month, 1) + 1
