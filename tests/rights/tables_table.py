"""Who may do what to a row of each table through the role app: written out by hand.

For each table: select, insert, update and delete of one row, which belongs to the machine M1 of
the line Engine where the table has places. The columns are those of tests/rights/routes_table.py:
Nobody, Viewer, Operator, Maintenance, Supervisor and Engineer everywhere; an engineer of Engine,
and a supervisor of Exterior. y: done; n: refused, or not seen.
"""

from __future__ import annotations

NONE = "nnnnnn nn"
SEEN = "nyyyyy yn"  # where the line may be seen
KNOWN = "nyyyyy yy"  # by all who may see anything
SET_UP = "nnnnny yn"  # setup.change there
SHARED = "nnnnny nn"  # setup.change everywhere
LOOKED = "nnnyyy yn"  # setup.see there
LOOKED_AT = "nnnyyy yy"  # setup.see anywhere
PLANNED = "nnnnyy yn"  # work.plan there
REPORTED = "nnyyyy yn"  # work.report there, or stop.explain
WORKED = "nnnyyy yn"  # work.do there
COUNTED = "nnynyy yn"  # count.enter there

TABLES: dict[str, tuple[str, str, str, str]] = {
    # the floor          select, insert, update, delete
    "floor.plants": (KNOWN, SHARED, SHARED, NONE),
    "floor.lines": (SEEN, SHARED, SET_UP, SET_UP),
    "floor.machines": (SEEN, SET_UP, SET_UP, SET_UP),
    "floor.machine_types": (KNOWN, SHARED, SHARED, SHARED),
    "floor.products": (KNOWN, SHARED, SHARED, SHARED),
    "floor.reasons": (KNOWN, SHARED, SHARED, SHARED),
    "floor.loss_categories": (KNOWN, NONE, NONE, NONE),
    "floor.kpi_policies": (KNOWN, NONE, NONE, NONE),
    "floor.ideal_cycles": (SEEN, SET_UP, SET_UP, SET_UP),
    "floor.shift_patterns": (KNOWN, SHARED, SHARED, SHARED),
    "floor.break_patterns": (KNOWN, SHARED, SHARED, SHARED),
    "floor.calendar_exceptions": (KNOWN, SHARED, SHARED, SHARED),
    "floor.shifts": (SEEN, SET_UP, SET_UP, SET_UP),
    "floor.planned_stops": (SEEN, SET_UP, SET_UP, SET_UP),
    "floor.applied_floor_file": (LOOKED_AT, SHARED, SHARED, NONE),
    # what happened, and what follows from it
    "floor.status_events": (SEEN, REPORTED, REPORTED, REPORTED),
    "floor.stop_edits": (SEEN, NONE, NONE, NONE),
    "floor.job_events": (SEEN, COUNTED, COUNTED, COUNTED),
    "floor.production": (SEEN, COUNTED, COUNTED, COUNTED),
    "floor.machine_status": (SEEN, NONE, NONE, NONE),
    "floor.oee_slices": (SEEN, NONE, NONE, NONE),
    "floor.oee_stops": (SEEN, NONE, NONE, NONE),
    "floor.oee_revisions": (SEEN, NONE, NONE, NONE),
    "floor.oee_progress": (KNOWN, NONE, NONE, NONE),
    # connections; a whole row of secrets, or of questions, is read by nobody
    "floor.connections": (LOOKED_AT, SHARED, SHARED, SHARED),
    "floor.connection_secrets": (NONE, SHARED, SHARED, SHARED),
    "floor.tags": (SEEN, SET_UP, SET_UP, SET_UP),
    "floor.tag_states": (SEEN, SET_UP, SET_UP, SET_UP),
    "floor.import_mappings": ("nnnnny yn", "nnnnny yn", "nnnnny yn", NONE),
    "historian.connectors": (LOOKED_AT, NONE, NONE, NONE),
    "historian.ingesters": (LOOKED_AT, NONE, NONE, NONE),
    "historian.connection_states": (LOOKED_AT, NONE, NONE, NONE),
    "historian.probes": (NONE, SHARED, NONE, SHARED),
    "historian.tag_problems": (LOOKED, NONE, NONE, NONE),
    "historian.dead_letters": (LOOKED, NONE, NONE, NONE),
    "historian.counter_steps": (LOOKED, NONE, NONE, NONE),
    "historian.retention": (LOOKED_AT, NONE, NONE, NONE),
    # people and work
    "floor.people": (KNOWN, SHARED, SHARED, SHARED),
    "floor.person_roles": (SHARED, SHARED, SHARED, SHARED),
    "floor.employees": (KNOWN, SHARED, SHARED, SHARED),
    "floor.work_orders": (SEEN, REPORTED, REPORTED, NONE),
    "floor.work_order_steps": (SEEN, NONE, NONE, NONE),
    "floor.work_order_comments": (SEEN, REPORTED, NONE, NONE),
    "floor.work_order_photos": (SEEN, REPORTED, NONE, PLANNED),  # of somebody else
    "floor.work_order_tasks": (SEEN, WORKED, WORKED, WORKED),  # of another's order
    "floor.work_order_labour": (SEEN, PLANNED, PLANNED, PLANNED),  # of another
    "floor.parts": (KNOWN, "nnnnyy yy", "nnnnyy yy", NONE),
    "floor.part_moves": (SEEN, WORKED, NONE, NONE),
    "floor.work_order_rules": (SEEN, PLANNED, PLANNED, PLANNED),
    "floor.maintenance_plans": (SEEN, PLANNED, PLANNED, PLANNED),
    "floor.submissions": (NONE, NONE, NONE, NONE),  # of somebody else
    # the audit: of a row without a place
    "floor.audit_log": ("nnnnyy nn", NONE, NONE, NONE),
    "floor.audit_chain": ("nnnnyy yy", NONE, NONE, NONE),
    "floor.audit_head": ("nnnnyy yy", NONE, NONE, NONE),
    "floor.audit_retention": ("nnnnyy yy", NONE, NONE, NONE),
}
# what is read and written by triggers and programs alone, and by nobody through the pages
UNTOUCHED = {
    "floor.oee_dirty",
    "historian.samples",
    "historian.watermarks",
}
