"""A plan being written as FHIR: what each of its resources needs to know."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from app.planning.plan import Entry, Plan
from app.rendering.fhir.elements import Json, absent
from app.rendering.fhir.extensions import evidence, extension, intended_use, sources
from app.rendering.fhir.medication import is_medication
from app.rendering.fhir.narrative import narrative
from app.rendering.fhir.origin import tags
from app.rendering.format import NOT_A_PRESCRIPTION, About

NO_SUBJECT = "No patient is known here: put the reference to yours in this place."


@dataclass(frozen=True)
class Applied:
    """A plan, what rendering is told beside it, and the patient that the caller named."""

    plan: Plan
    about: About

    subject: str | None = None
    """Reference to the patient, as it was sent; None if none was."""

    def begin(self, type: str, name: str, title: str, text: str) -> Json:
        """Begin a resource of the plan."""
        return {
            "resourceType": type,
            "id": f"{self.plan.id}-{name}",
            "meta": {"tag": tags(self.about)},
            "language": "en",
            "text": narrative(title, text, f"{NOT_A_PRESCRIPTION}."),
            "extension": [intended_use(self.about)],
        }

    def urn(self, name: str) -> str:
        """Return the address of a resource of the plan, the same for the same plan."""
        plan = f"{self.about.base_url}/v1/plans/{self.plan.id}/{name}"
        return f"urn:uuid:{uuid5(NAMESPACE_URL, plan)}"

    def reference(self, type: str, name: str) -> Json:
        """Refer to a resource of the plan, and say of what type it is."""
        return {"reference": self.urn(name), "type": type}

    def request(self, position: int) -> Json:
        """Refer to the request of an entry."""
        agent = self.plan.entries[position].agent
        drug = agent is not None and is_medication(self.about.agents[agent])
        type = "MedicationRequest" if drug else "ServiceRequest"
        return self.reference(type, request_name(position))

    @property
    def patient(self) -> Json:
        if self.subject is None:
            return {**absent("not-asked"), "display": NO_SUBJECT}
        return {"reference": self.subject}

    @property
    def identifier(self) -> Json:
        """The id of the plan, which is the same for the same request."""
        return {"system": f"{self.about.base_url}/v1/plans", "value": self.plan.id}

    def traced(self, entry: Entry) -> list[Json]:
        """Return how far an entry has been traced, and its day."""
        about = self.about
        said = [evidence(about, entry.evidence)]
        if entry.day is not None:
            said.append(extension(about, "day", entry.day))
        if entry.assumed:
            said.append(extension(about, "assumed", value=True))
        return [*said, *sources(about, entry.sources)]


def request_name(position: int) -> str:
    """Name the request of an entry by its position in the plan."""
    return f"request-{position}"


def issue_name(position: int) -> str:
    """Name the issue of a warning by its position in the plan."""
    return f"issue-{position}"
