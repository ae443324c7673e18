"""/fhir: the read-only FHIR R4 face, and $apply."""
