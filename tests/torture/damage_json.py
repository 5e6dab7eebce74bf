"""Damages to a JSON file. Each takes its value and a generator, and returns a file's content."""

import json

import numpy as np

ODD_VALUES = [
    *(None, True, False, 0, -1, 1, 2, 1.5, -0.0, 1e-320, 1e308, 10**30, -(10**30), 2**63, 2**31),
    *("", "text", "\ud800", "[bold]", "\x1b[31m", "../../elsewhere", "{0}", "a\nb", "\x00"),
    *([], [[]], [None], [1, 2, 3], ["a"], {}, {"": {}}, {"name": []}, [1e308, -1e308]),
    *(float("nan"), float("inf"), -float("inf"), [0] * 5000, "9" * 5000),
]


def another_value(value, generator):
    return _replaced(value, generator, lambda old: ODD_VALUES[generator.integers(len(ODD_VALUES))])


def several_other_values(value, generator):
    for _ in range(5):
        value = json.loads(another_value(value, generator))
    return dumped(value)


def a_number_nudged(value, generator):
    def nudged(old):
        if type(old) is float:
            return float(np.nextafter(old, np.inf)) if generator.random() < 0.5 else old * 0.9
        return old + 1 if type(old) is int else old

    numbers = [path for path in paths(value) if type(_at(value, path)) in (int, float)]
    return _replaced(value, generator, nudged, numbers)


def a_text_changed(value, generator):
    texts = [path for path in paths(value) if isinstance(_at(value, path), str)]
    return _replaced(value, generator, lambda old: old[1:] + "x", texts)


def a_key_missing(value, generator):
    value = json.loads(dumped(value))
    *above, key = _one_of(paths(value), generator)
    del _at(value, above)[key]
    return dumped(value)


def a_key_more(value, generator):
    value = json.loads(dumped(value))
    inside = [path for path in [(), *paths(value)] if isinstance(_at(value, path), dict)]
    _at(value, _one_of(inside, generator))["an extra key"] = ODD_VALUES[generator.integers(20)]
    return dumped(value)


def a_key_twice(value, generator):
    """The first of the two has another value, which a reader may take."""
    keys = [path for path in paths(value) if isinstance(_at(value, path[:-1]), dict)]
    path = _one_of(keys, generator)
    first, mark = ODD_VALUES[generator.integers(len(ODD_VALUES))], "\ue000"
    value = json.loads(dumped(value))
    inner = _at(value, path[:-1])
    doubled = {}
    for key, each in inner.items():
        if key == path[-1]:
            doubled[f"{mark}{key}"] = first
        doubled[key] = each
    inner.clear()
    inner.update(doubled)
    return dumped(value).decode().replace(mark, "").encode()


def two_values_swapped(value, generator):
    value = json.loads(dumped(value))
    leaves = [path for path in paths(value) if not isinstance(_at(value, path), dict | list)]
    one, other = (_one_of(leaves, generator) for _ in range(2))
    first, second = _at(value, one), _at(value, other)
    _at(value, one[:-1])[one[-1]], _at(value, other[:-1])[other[-1]] = second, first
    return dumped(value)


def nested_deep(value, generator):
    depth = int(generator.choice([500, 990, 1500, 100_000]))
    mark = "the deep one"
    content = _replaced(value, generator, lambda old: mark).decode()
    return content.replace(f'"{mark}"', "[" * depth + "]" * depth).encode()


def a_long_number(value, generator):
    digits = int(generator.choice([30, 400, 4000, 6000]))
    content = _replaced(value, generator, lambda old: "the long one").decode()
    return content.replace('"the long one"', "1" * digits).encode()


def a_long_text(value, generator):
    return _replaced(value, generator, lambda old: "long " * 200_000)


def another_whole(value, generator):
    return dumped(ODD_VALUES[generator.integers(len(ODD_VALUES))])


def another_encoding(value, generator):
    encoding = str(generator.choice(["utf-16", "utf-32", "utf-8-sig", "latin-1", "utf-7"]))
    return dumped(value, ensure_ascii=False).decode().encode(encoding, errors="replace")


def no_json(value, generator):
    content = dumped(value).decode()
    wrong = generator.integers(4)
    if wrong == 0:
        content = content.replace("\n}", ",\n}")
    elif wrong == 1:
        content = content.replace('"', "'")
    elif wrong == 2:
        content += "{}"
    else:
        content = content.replace(":", "", 1)
    return content.encode()


def written_otherwise(value, generator):
    """Other spaces and escapes, and the same value."""
    return json.dumps(value, indent=int(generator.integers(9)) or None).encode()


def dumped(value, ensure_ascii=True):
    return (json.dumps(value, indent=2, ensure_ascii=ensure_ascii) + "\n").encode()


def paths(value, above=()):
    """The path of keys to every value within a value."""
    inside = value.items() if isinstance(value, dict) else []
    inside = enumerate(value[:20]) if isinstance(value, list) else inside
    for key, each in inside:
        yield (*above, key)
        yield from paths(each, (*above, key))


def _replaced(value, generator, change, among=None):
    value = json.loads(dumped(value))
    among = list(paths(value) if among is None else among)
    if not among:
        return dumped(value)
    *above, key = _one_of(among, generator)
    _at(value, above)[key] = change(_at(value, above)[key])
    return dumped(value)


def _at(value, path):
    for key in path:
        value = value[key]
    return value


def _one_of(among, generator):
    among = list(among)
    return among[generator.integers(len(among))]


DAMAGES = [
    another_value,
    another_value,  # there are many of these
    several_other_values,
    a_number_nudged,
    a_text_changed,
    a_key_missing,
    a_key_more,
    a_key_twice,
    two_values_swapped,
    nested_deep,
    a_long_number,
    a_long_text,
    another_whole,
    another_encoding,
    no_json,
    written_otherwise,
]
# These leave a value that a digest can be made of again.
VALUES = [another_value, several_other_values, a_number_nudged, a_text_changed, a_key_missing]
VALUES += [a_key_more, two_values_swapped]
