"""Physical quantities: numbers that keep their digits, and the units this project can say.

Numbers are `Decimal` inside and plain JSON numbers outside: an integer when integral, otherwise
a decimal without exponent or trailing zero. Units are UCUM codes; a unit that is not in `UNITS`
cannot be loaded, so every quantity can also be said in words.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BeforeValidator, GetJsonSchemaHandler, PlainSerializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

FEWEST_PLACES: Final = -4
"""Numbers have at most four decimal places, so that no encoder writes them with an exponent."""

LARGEST: Final = Decimal(10) ** 11
"""Numbers stay below this, so that four decimal places survive the way through JSON."""


def as_decimal(value: object) -> Decimal:
    """Accept an integer or an exact decimal; refuse text, booleans and binary floats.

    Raises ValueError for anything else, for more than four decimal places, and for a magnitude of
    a hundred thousand million or more.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError("must be a number written without quotes")  # noqa: TRY004  Pydantic catches ValueError only
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= LARGEST:
        raise ValueError("must be a finite number below a hundred thousand million")
    if number != round(number, -FEWEST_PLACES):
        raise ValueError("must have at most four decimal places")
    return number + 0  # a minus sign before zero means nothing


def as_json(value: Decimal) -> int | float:
    """Turn a number into the JSON number that prints shortest.

    >>> as_json(Decimal("200.0")), as_json(Decimal("0.50"))
    (200, 0.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)


LIMITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ge": "minimum",
        "gt": "exclusiveMinimum",
        "le": "maximum",
        "lt": "exclusiveMaximum",
        "multiple_of": "multipleOf",
    }
)
"""Pydantic's name of a limit -> the keyword of JSON Schema."""


class _NumberSchema:
    """Says a number and its limits, which Pydantic leaves out for an exact decimal."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        said = handler(schema)
        limits = {
            keyword: as_json(Decimal(str(said[name])))
            for name, keyword in LIMITS.items()
            if name in said
        }
        return {"type": "number", **limits}


Number = Annotated[
    Decimal,
    BeforeValidator(as_decimal),
    PlainSerializer(as_json, when_used="json"),
    _NumberSchema(),
]

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "%": "{}%",
        "1": "{}",
        "10*3": "{} thousand",
        "10*6": "{} million",
        "10*6/kg": "{} million per kg",
        "10*8/mL": "{} \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT EIGHT} per mL",
        "10*9/L": "{} \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT NINE} per L",
        "/uL": "{} per microlitre",
        "/mL": "{} per mL",
        "/a": "{} per year",
        "Cel": "{} \N{DEGREE SIGN}C",
        "Cel/min": "{} \N{DEGREE SIGN}C per minute",
        "Gy": "{} Gy",
        "[lb_av]": "{} lb",
        "a": "{} years",
        "cGy": "{} cGy",
        "d": "{} days",
        "g": "{} g",
        "g/d": "{} g per day",
        "g/dL": "{} g per dL",
        "g/kg": "{} g per kg",
        "g/m2": "{} g per m\N{SUPERSCRIPT TWO}",
        "g/L": "{} g per L",
        "h": "{} hours",
        "kg": "{} kg",
        "L": "{} L",
        "m2": "{} m\N{SUPERSCRIPT TWO}",
        "mg": "{} mg",
        "mg/d": "{} mg per day",
        "mg/dL": "{} mg per dL",
        "mg/kg": "{} mg per kg",
        "mg/kg/d": "{} mg per kg per day",
        "mg/m2": "{} mg per m\N{SUPERSCRIPT TWO}",
        "mg/m2/d": "{} mg per m\N{SUPERSCRIPT TWO} per day",
        "min": "{} minutes",
        "mL": "{} mL",
        "mL/d": "{} mL per day",
        "mL/h": "{} mL per hour",
        "mL/kg": "{} mL per kg",
        "mL/min": "{} mL per minute",
        "mL/mL": "{} mL per mL",
        "mm[Hg]": "{} mmHg",
        "mo": "{} months",
        "pg/mL": "{} pg per mL",
        "pmol/L": "{} pmol per L",
        "um": "{} micrometres",
        "ug": "{} micrograms",
        "cm": "{} cm",
        "kg/m2": "{} kg per m\N{SUPERSCRIPT TWO}",
        "ug/kg": "{} micrograms per kg",
        "ug/kg/d": "{} micrograms per kg per day",
        "ug/m2": "{} micrograms per m\N{SUPERSCRIPT TWO}",
        "ug/m2/d": "{} micrograms per m\N{SUPERSCRIPT TWO} per day",
        "wk": "{} weeks",
        "{copies}/mL": "{} copies per mL",
        "{fold}": "{} fold",
        "{log}": "{} log",
    }
)
"""UCUM code -> how the unit is said, with `{}` where the number stands."""

SINGULAR: Final[Mapping[str, str]] = MappingProxyType(
    {"a": "{} year", "d": "{} day", "h": "{} hour", "min": "{} minute", "mo": "{} month",
     "wk": "{} week"}
)  # fmt: skip


def say_number(value: Decimal) -> str:
    """Say a number with thousands separated by commas and no trailing zero.

    >>> say_number(Decimal("1600")), say_number(Decimal("0.240"))
    ('1,600', '0.24')
    """
    said = f"{value:,f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def say(number: str, unit: str) -> str:
    """Say a number that is already in words together with its unit.

    >>> say("50", "mg/kg"), say("1", "h")
    ('50 mg per kg', '1 hour')
    """
    template = SINGULAR.get(unit) if number == "1" else None
    return (template or UNITS[unit]).replace("{}", number)
