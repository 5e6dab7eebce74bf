"""Damages to the arrays of an npz, which stays an npz. Each takes {name: array} and a generator,
and returns another such dict."""

import warnings

import numpy as np


def halved(arrays, generator):
    return _changed(arrays, generator, lambda array: (array / 2).astype(array.dtype), _numeric)


def nudged(arrays, generator):
    def change(array):
        array = array.copy()
        place = generator.integers(array.size)
        old = array.flat[place]
        array.flat[place] = old * 1.01 + 1e-3 if array.dtype.kind == "f" else old + 1
        return array

    return _changed(arrays, generator, change, _numeric)


def a_last_bit_changed(arrays, generator):
    def change(array):
        content = bytearray(array.tobytes())
        content[generator.integers(len(content))] ^= 1
        return np.frombuffer(bytes(content), array.dtype).reshape(array.shape)

    return _changed(arrays, generator, change, _numeric)


def shuffled(arrays, generator):
    return _changed(arrays, generator, lambda a: generator.permuted(a, axis=0), _many)


def turned_round(arrays, generator):
    return _changed(arrays, generator, lambda array: array[::-1], _many)


def two_swapped(arrays, generator):
    pairs = [
        (one, other)
        for one in arrays
        for other in arrays
        if one < other and arrays[one].shape == arrays[other].shape
    ]
    if not pairs:
        return halved(arrays, generator)
    one, other = pairs[generator.integers(len(pairs))]
    return arrays | {one: arrays[other], other: arrays[one]}


def not_finite(arrays, generator):
    def change(array):
        array = array.copy()
        values = [np.nan, np.inf, -np.inf]
        array.flat[generator.integers(array.size)] = values[generator.integers(3)]
        return array

    return _changed(arrays, generator, change, lambda a: a.dtype.kind == "f" and a.size)


def only_nan(arrays, generator):
    return _changed(arrays, generator, lambda a: np.full_like(a, np.nan), _is_float)


def huge_values(arrays, generator):
    def change(array):
        return (array * 0 + generator.choice([1e30, -1e30, 3e38])).astype(array.dtype)

    return _changed(arrays, generator, change, _is_float)


def all_zero(arrays, generator):
    return _changed(arrays, generator, np.zeros_like)


def negative(arrays, generator):
    return _changed(arrays, generator, lambda array: -1 - array, _signed)


def another_type(arrays, generator):
    types = ["float16", "float32", "float64", "int8", "int64", "uint64", "bool", "complex128"]
    types += ["U3", "S3", "datetime64[s]", ">f4"]

    def change(array):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                return array.astype(types[generator.integers(len(types))])
            except (ValueError, TypeError):
                return array.astype("U3")

    return _changed(arrays, generator, change)


def a_structured_type(arrays, generator):
    return _changed(arrays, generator, lambda a: np.zeros(a.shape, [("x", "f4"), ("y", "U2")]))


def another_shape(arrays, generator):
    changes = [
        lambda a: a[None],
        lambda a: a[..., None],
        np.ravel,
        np.transpose,
        lambda a: a[:0] if a.ndim else a,
        lambda a: a[:-1] if a.ndim else a,
        lambda a: a[1:] if a.ndim else a,
        lambda a: np.concatenate([a, a]) if a.ndim else np.stack([a, a]),
        lambda a: a.ravel()[0] if a.size else a,
        lambda a: np.broadcast_to(a, (2, *a.shape)),
        lambda a: a.reshape((1,) * (30 - a.ndim) + a.shape),
    ]
    return _changed(arrays, generator, lambda a: np.asarray(changes[generator.integers(11)](a)))


def all_shorter(arrays, generator):
    """As if less had been kept: all arrays of one length lack their last entry."""
    lengths = [len(array) for array in arrays.values() if array.ndim and len(array) > 1]
    if not lengths:
        return missing(arrays, generator)
    length = lengths[generator.integers(len(lengths))]
    return {n: a[:-1] if a.ndim and len(a) == length else a for n, a in arrays.items()}


def missing(arrays, generator):
    name = a_name(arrays, generator)
    return {other: array for other, array in arrays.items() if other != name}


def one_more(arrays, generator):
    names = ["extra", "W99", "", "a/b", "../../evil", "é", "step.npy", "file"]
    return arrays | {names[generator.integers(len(names))]: np.arange(3.0)}


def renamed(arrays, generator):
    name = a_name(arrays, generator)
    return {(other + "x" if other == name else other): array for other, array in arrays.items()}


def by_columns(arrays, generator):
    """The same values in another order of memory."""
    return _changed(arrays, generator, np.asfortranarray)


def in_another_order(arrays, generator):
    """The same arrays, in another order in the archive."""
    return dict(reversed(arrays.items()))


DAMAGES = [
    halved,
    nudged,
    a_last_bit_changed,
    shuffled,
    turned_round,
    two_swapped,
    not_finite,
    only_nan,
    huge_values,
    all_zero,
    negative,
    another_type,
    a_structured_type,
    another_shape,
    another_shape,
    all_shorter,
    missing,
    one_more,
    renamed,
    by_columns,
    in_another_order,
]


def a_name(arrays, generator):
    """The name of one of the arrays."""
    return list(arrays)[generator.integers(len(arrays))]


def _changed(arrays, generator, change, fits=lambda array: True):
    """The arrays, with one that fits changed; unchanged if none fits."""
    names = [name for name, array in arrays.items() if fits(array)]
    if not names:
        return arrays
    name = names[generator.integers(len(names))]
    with np.errstate(all="ignore"):
        return arrays | {name: change(arrays[name])}


def _numeric(array):
    return array.dtype.kind in "fiu" and array.size


def _is_float(array):
    return array.dtype.kind == "f" and array.size


def _signed(array):
    return array.dtype.kind in "fi" and array.size


def _many(array):
    return array.ndim and len(array) > 1
