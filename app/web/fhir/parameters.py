"""Parameters of $apply -> the members of a plan request, and where each of them stood."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from app.planning.request import Asked, Body, Graft, PlanRequest
from app.rendering.fhir.apply_parameters import INPUTS, Input
from app.rendering.fhir.elements import UCUM
from app.units import Number
from app.web.problems import Fault, ProblemError
from app.web.queries import WORDS

Text = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=WORDS)]

Measure = Annotated[Number, Field(ge=0, le=10_000)]


class SentQuantity(Asked):
    """A measure with its unit."""

    value: Measure
    """The number."""

    unit: Text | None = None
    """The unit in words, which is not read."""

    system: Literal["http://unitsofmeasure.org"] = UCUM
    """Always UCUM."""

    code: Text
    """UCUM code of the unit; it must be the one that the name of the parameter says."""


class SentReference(Asked):
    """A reference to the patient."""

    reference: Text
    """For example `Patient/123`."""


class Part(Asked):
    """A part of a parameter, with one value."""

    name: Text
    """Name of the part."""

    valueString: Text | None = None
    """A text."""

    valueCode: Text | None = None
    """A code."""

    valueId: Text | None = None
    """An id."""

    valueDate: Text | None = None
    """A date, `YYYY-MM-DD`."""

    valueDecimal: Measure | None = None
    """A number."""

    valueInteger: Measure | None = None
    """A number."""

    valueQuantity: SentQuantity | None = None
    """A measure with its unit."""

    valueReference: SentReference | None = None
    """A reference."""

    @property
    def values(self) -> dict[str, Any]:
        """Each value that was given, by the name of its member."""
        given = {name: getattr(self, name) for name in Part.model_fields if name != "name"}
        return {name: value for name, value in given.items() if value is not None}


class Parameter(Part):
    """A parameter, with one value or with parts."""

    part: Annotated[tuple[Part, ...], Field(max_length=10)] = ()
    """Its parts; empty where it has a value."""


class Parameters(Asked):
    """What $apply takes: a plan request as FHIR Parameters. `/fhir/OperationDefinition` has each
    parameter with its meaning.
    """

    resourceType: Literal["Parameters"]
    """Always `Parameters`."""

    id: Text | None = None
    """Ignored."""

    parameter: Annotated[tuple[Parameter, ...], Field(max_length=100)]
    """The parameters, in any order."""


TAKEN: Final[Mapping[str | None, tuple[str, ...]]] = {
    "date": ("valueDate",),
    "code": ("valueCode", "valueString", "valueId"),
    "decimal": ("valueDecimal", "valueInteger", "valueQuantity"),
    "string": ("valueString", "valueReference"),
}
"""Type of a parameter -> the members in which its value may stand."""

SUBJECT: Final = Input("string")

PATIENT: Final = re.compile(
    r"(https?://[A-Za-z0-9./:_-]{1,150}/)?Patient/[A-Za-z0-9.-]{1,64}|urn:uuid:[0-9a-f-]{36}"
)
"""A reference to a patient."""

KNOWN: Final = frozenset({*PlanRequest.model_fields, *Body.model_fields, *Graft.model_fields})
"""Names of members; what else stands in a pointer was sent."""


class Sent:
    """Parameters that were sent: members of a plan request, the subject, the place of each.

    Raises a problem that names each parameter that is none, or has a value of another type.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.members: dict[str, Any] = {}
        self.subject: str | None = None
        self._places: dict[str, str] = {}
        self._faults: list[Fault] = []
        for number, parameter in enumerate(parameters.parameter):
            self._read(parameter, f"/parameter/{number}")
        if self._faults:
            raise ProblemError("invalid-body", "Wrong parameters.", errors=tuple(self._faults))

    def placed(self, fault: Fault) -> Fault:
        """Say where a fault of a member stands in the parameters, and name the member."""
        known = fault.pointer or ""
        names = [part for part in known.split("/") if part in KNOWN]
        detail = f"{'.'.join(names)}: {fault.detail}" if names else fault.detail
        while known and known not in self._places:
            known = known.rpartition("/")[0]
        pointer = self._places.get(known, "/parameter")
        return fault.model_copy(update={"pointer": pointer, "detail": detail})

    def _read(self, parameter: Parameter, where: str) -> None:
        name = parameter.name
        if name == "subject":
            self._read_subject(parameter, where)
        elif name not in INPUTS:
            names = [*INPUTS, "subject"]
            self._refuse("unknown_member", "This parameter is unknown.", f"{where}/name", names)
        elif INPUTS[name].keyed:
            self._read_keyed(parameter, where)
        elif name in self.members:
            self._refuse("repeated", "This parameter stands twice.", where)
        elif INPUTS[name].parts:
            self._places[f"/{name}"] = where
            self.members[name] = self._parts(parameter, INPUTS[name].parts, where, f"/{name}")
        else:
            self.members[name] = self._value(parameter, INPUTS[name], where, f"/{name}")

    def _read_subject(self, parameter: Parameter, where: str) -> None:
        value = self._value(parameter, SUBJECT, where, "/subject")
        said = value.reference if isinstance(value, SentReference) else value
        if self.subject is not None:
            self._refuse("repeated", "This parameter stands twice.", where)
        elif said is not None and PATIENT.fullmatch(said) is None:
            detail = "This is no reference to a patient."
            self._refuse("reference", detail, self._places["/subject"], ["Patient/123"])
        self.subject = said

    def _read_keyed(self, parameter: Parameter, where: str) -> None:
        """Read a value for one agent."""
        name = parameter.name
        inside = self._parts(parameter, INPUTS[name].parts, where, f"/{name}/")
        missing = [part for part in INPUTS[name].parts if inside.get(part) is None]
        if missing:
            self._refuse("missing", f"Part required: {', '.join(missing)}.", where)
            return
        values: dict[str, Any] = self.members.setdefault(name, {})
        agent = inside["agent"]
        if agent in values:
            self._refuse("repeated", "This agent stands twice.", where)
        values[agent] = inside["value"]
        self._places[f"/{name}/{agent}"] = self._places[f"/{name}//value"]

    def _parts(
        self, parameter: Parameter, known: Mapping[str, Input], where: str, pointer: str
    ) -> dict[str, Any]:
        read: dict[str, Any] = {}
        if parameter.values:
            self._refuse("value_type", "This parameter has parts and no value.", where)
        for number, part in enumerate(parameter.part):
            place = f"{where}/part/{number}"
            if part.name not in known:
                self._refuse("unknown_member", "This part is unknown.", f"{place}/name", [*known])
            elif part.name in read:
                self._refuse("repeated", "This part stands twice.", place)
            else:
                inner = f"{pointer}/{part.name}"
                read[part.name] = self._value(part, known[part.name], place, inner)
        return read

    def _value(self, sent: Part, input: Input, where: str, pointer: str) -> Any:  # noqa: ANN401  of the type of the parameter
        """Return the one value; refuse none, several, and one of another type."""
        taken = TAKEN[input.type]
        values = sent.values
        parts = sent.part if isinstance(sent, Parameter) else ()
        if len(values) != 1 or not values.keys() <= set(taken) or parts:
            said = f"This is given as one {' or '.join(taken)}."
            self._refuse("value_type", said, where, [*taken])
            return None
        ((member, value),) = values.items()
        self._places[pointer] = f"{where}/{member}"
        if not isinstance(value, SentQuantity):
            return value
        if value.code != input.unit:
            place = f"{where}/{member}/code"
            self._refuse("unit", "This is given in one unit.", place, [str(input.unit)])
        return value.value

    def _refuse(
        self, code: str, detail: str, pointer: str, allowed: list[str] | None = None
    ) -> None:
        fault = Fault(code=code, detail=detail, pointer=pointer, allowed=allowed)
        self._faults.append(fault)
