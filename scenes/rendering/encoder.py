"""The options of the encoder, x264: ours, and those that a user may set with `--encoder KEY=VALUE`.

docs/encoder.md says why ours are what they are, with measurements (`make bench ARGS=encoder`).
"""

from collections.abc import Mapping

from nn.errors import DownhillError

# The same frames give the same bytes: one thread, and no mbtree, with which x264 sometimes
# encodes the same five frames in different ways (in half of 30 trials at 160×96). Every frame comes
# out as soon as it is drawn (tune, bf), and depends only on the one before (sc_threshold, weightp).
# Dark gradients get more bits than bright ones (aq-mode): that is where one sees bands first.
ENCODER = {
    "threads": "1",
    "preset": "superfast",
    "tune": "zerolatency",
    "mbtree": "0",
    "crf": "21",
    "aq-mode": "3",
    "bf": "0",
    "sc_threshold": "0",
    "weightp": "0",
    "subq": "0",
}

WORDS = {
    "preset": (
        *("ultrafast", "superfast", "veryfast", "faster", "fast"),
        *("medium", "slow", "slower", "veryslow", "placebo"),
    ),
    "tune": ("film", "animation", "grain", "stillimage", "psnr", "ssim", "zerolatency"),
    "me_method": ("dia", "hex", "umh", "esa", "tesa"),
    "coder": ("cabac", "vlc"),
}
# x264 silently replaces numbers outside these ranges by the nearest that it can use.
NUMBERS = {
    "crf": (0, 51),
    "bf": (0, 16),
    "g": (1, 100_000),
    "refs": (1, 16),
    "subq": (0, 11),
    "trellis": (0, 2),
    "8x8dct": (0, 1),
    "weightp": (0, 2),
    "rc-lookahead": (0, 250),
    "sc_threshold": (0, 100),
    "aq-mode": (0, 3),
    "aq-strength": (0, 3),
    "threads": (1, 64),
    "mbtree": (0, 1),
}
FRACTIONS = ("crf", "aq-strength")  # these need not be whole
REPEATABLE = {"threads": "1", "mbtree": "0"}  # with others the same frames may give other bytes


def with_options(options: Mapping[str, object]) -> dict[str, str]:
    """Our options, with a user's in their place. Raises DownhillError if there is no such option,
    or if it can't have that value."""
    return {**ENCODER, **{key: _checked(key, str(value)) for key, value in options.items()}}


def parsed(words: list[str]) -> dict[str, str]:
    """{KEY: VALUE} of words such as "crf=18". Raises DownhillError for other words."""
    result = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key in result:
            raise DownhillError(
                f"--encoder takes KEY=VALUE, each key once, such as crf=18: not {word!r}."
            )
        result[key] = value
    return result


def not_repeatable(options: Mapping[str, str]) -> list[str]:
    """The options, such as "threads=4", with which the same frames may give other bytes."""
    return [f"{key}={options[key]}" for key, safe in REPEATABLE.items() if options[key] != safe]


def _checked(key, value):
    if key in WORDS:
        if value not in WORDS[key]:
            raise DownhillError(
                f"the encoder's {key} can't be {value!r}: choose from {', '.join(WORDS[key])}."
            )
    elif key in NUMBERS:
        low, high = NUMBERS[key]
        if not _is_number(value, key in FRACTIONS) or not low <= float(value) <= high:
            whole = "a" if key in FRACTIONS else "a whole"
            raise DownhillError(
                f"the encoder's {key} can't be {value!r}: give {whole} number from {low} to {high}."
            )
    else:
        names = ", ".join(sorted({*WORDS, *NUMBERS}))
        raise DownhillError(f"the encoder has no option {key!r}: choose from {names}.")
    return value


def _is_number(value, fraction):
    whole, _, rest = value.partition(".") if fraction else (value, "", "0")
    return value.isascii() and whole.isdecimal() and (rest or "0").isdecimal() and len(value) < 10
