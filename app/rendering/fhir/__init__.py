"""Records and plans -> FHIR R4 (4.0.1) resources as plain dicts, one module per resource. Pure.

elements, extensions, narrative   what resources are made of
origin, canonical                 what the published resources say of themselves
plan_definition, ...              one published type each; face gathers them
care_plan, medication_request...  one type of a plan each; plan_bundle gathers them
"""
