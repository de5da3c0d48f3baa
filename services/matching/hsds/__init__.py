"""The catalogue in the field's own standard: Open Referral's Human Services Data Specification (HSDS) 3.0.

`model.py` what HSDS is, of the pieces in `terms.py`, and `document.py` how a document is kept, as it was given;
`reading.py` makes an entry of the catalogue of it, with `schedules.py` (hours), `areas.py` (where), `languages.py` and
`categories.py` (rung and categories, by a table that the municipality keeps); `own.py` what only Omzien knows, in
HSDS's own attributes; `writing.py` is the way back; `putting.py` puts services into the catalogue; `views.py` what
comes out over HTTP.
"""
