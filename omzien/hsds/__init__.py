"""The catalogue in HSDS 3.0, from files and to files.

`rows.py` what a file holds and what is told of each row; `ohana/` a folder of CSV files, joined; `sending.py` to
matching and back; `checking.py` the same without sending.
"""
