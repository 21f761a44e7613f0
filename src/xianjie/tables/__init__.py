"""Excel and CSV in and out: templates, rows with their problems, the same file with remarks.

No Django, no clock. A file is read whole or refused whole with a `TableError`; after that each
row is either values or problems, and iterating never fails.
"""

from xianjie.tables.annotating import Remark, annotate
from xianjie.tables.cells import CellError, Value, value_of
from xianjie.tables.errors import Problem, TableError
from xianjie.tables.forms import write_template
from xianjie.tables.reading import Row, Table, read_table
from xianjie.tables.template import Column, Kind, Template
from xianjie.tables.writing import write_csv, write_xlsx

__all__ = [
    "CellError",
    "Column",
    "Kind",
    "Problem",
    "Remark",
    "Row",
    "Table",
    "TableError",
    "Template",
    "Value",
    "annotate",
    "read_table",
    "value_of",
    "write_csv",
    "write_template",
    "write_xlsx",
]
