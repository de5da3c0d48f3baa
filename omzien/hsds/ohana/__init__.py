"""A folder of CSV files as Ohana, the field's older exchange format, has them: a file for each kind of thing.

`tables.py` reads them; `columns.py` what a row of each file becomes; `joining.py` puts them together;
`folder.py` tells a result for every row of every file.
"""

from omzien.hsds.ohana.folder import Folder, is_folder

__all__ = ["Folder", "is_folder"]
