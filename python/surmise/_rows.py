"""Labelled rows, from whatever holds them, as the compiled half takes them."""

from types import SimpleNamespace


def gather(data, text="text", label="label", document=None, sentence=None):
    """The columns of ``data`` as lists. See ``surmise.train`` for what ``data`` may be."""
    if isinstance(data, (str, bytes)):
        raise TypeError("found one string; expected a data frame or labelled rows")
    names = {"texts": text, "labels": label, "documents": document, "sentences": sentence}
    if hasattr(data, "columns") or hasattr(data, "column_names") or hasattr(data, "keys"):
        columns = {
            key: _column(data, name) if name is not None else None for key, name in names.items()
        }
    else:
        columns = _from_rows(list(data), names)
    if columns["documents"] is not None:
        columns["documents"] = [
            None if _is_null(one) else str(one) for one in columns["documents"]
        ]
    if columns["sentences"] is not None:
        columns["sentences"] = [
            None if _is_null(one) else int(one) for one in columns["sentences"]
        ]
    for key in ("texts", "labels"):
        for number, one in enumerate(columns[key]):
            if not isinstance(one, str):
                raise TypeError(
                    f"row {number}: found {one!r} in column {names[key]!r}; expected a string"
                )
    lengths = {len(column) for column in columns.values() if column is not None}
    if len(lengths) > 1:
        raise ValueError(f"found columns of {sorted(lengths)} rows; expected one length")
    return SimpleNamespace(**columns)


def _is_null(one):
    return one is None or one != one


def _column(data, name):
    try:
        column = data[name]
    except (KeyError, IndexError, LookupError) as cause:
        raise KeyError(f"no column {name!r}; found {_names(data)}") from cause
    except Exception as cause:
        if name in _names(data):
            raise
        raise KeyError(f"no column {name!r}; found {_names(data)}") from cause
    for method in ("to_pylist", "to_list", "tolist"):
        if hasattr(column, method):
            return getattr(column, method)()
    return list(column)


def _names(data):
    for attribute in ("column_names", "columns"):
        found = getattr(data, attribute, None)
        if found is not None and not callable(found):
            names = list(found)
            if all(isinstance(name, str) for name in names):
                return names
    return list(data.keys()) if hasattr(data, "keys") else []


def _from_rows(rows, names):
    columns = {"texts": [], "labels": [], "documents": None, "sentences": None}
    optional = {"documents": [], "sentences": []}
    for number, row in enumerate(rows):
        if hasattr(row, "keys"):
            for key in ("texts", "labels"):
                if names[key] not in row.keys():
                    raise KeyError(f"row {number}: no {names[key]!r}; found {list(row.keys())}")
                columns[key].append(row[names[key]])
            for key in optional:
                found = row[names[key]] if names[key] in row.keys() else None
                optional[key].append(found)
        else:
            row = tuple(row)
            if not 2 <= len(row) <= 4:
                raise ValueError(
                    f"row {number}: found {len(row)} fields; expected text, label and perhaps"
                    " document and sentence"
                )
            columns["texts"].append(row[0])
            columns["labels"].append(row[1])
            optional["documents"].append(row[2] if len(row) > 2 else None)
            optional["sentences"].append(row[3] if len(row) > 3 else None)
    for key, column in optional.items():
        if any(one is not None for one in column):
            columns[key] = column
    return columns
