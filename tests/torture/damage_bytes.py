"""Damages to a file of any kind. Each takes its content and a generator, and returns another."""

import numpy as np


def a_bit_flipped(content, generator):
    return _flipped(content, generator.integers(8 * max(len(content), 1), size=1))


def some_bits_flipped(content, generator):
    return _flipped(content, generator.integers(8 * max(len(content), 1), size=20))


def cut_short(content, generator):
    return content[: generator.integers(len(content) + 1)]


def nothing_left(content, generator):
    return b""


def its_beginning_cut(content, generator):
    return content[generator.integers(1, max(len(content), 2)) :]


def data_after_its_end(content, generator):
    return content + generator.bytes(generator.integers(1, 2000))


def data_before_its_beginning(content, generator):
    return generator.bytes(generator.integers(1, 2000)) + content


def twice_in_a_row(content, generator):
    return content + content


def a_stretch_of_zeros(content, generator):
    first, last = _stretch(content, generator)
    return content[:first] + bytes(last - first) + content[last:]


def a_stretch_left_out(content, generator):
    first, last = _stretch(content, generator)
    return content[:first] + content[last:]


def a_stretch_of_noise(content, generator):
    first, last = _stretch(content, generator)
    return content[:first] + generator.bytes(last - first) + content[last:]


def two_halves_swapped(content, generator):
    middle = int(generator.integers(len(content) + 1))
    return content[middle:] + content[:middle]


def only_noise(content, generator):
    return generator.bytes(len(content))


def _stretch(content, generator):
    first, last = np.sort(generator.integers(len(content) + 1, size=2)).tolist()
    return first, min(last, first + 400)


def _flipped(content, bits):
    damaged = bytearray(content)
    for bit in bits.tolist() if content else ():
        damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


DAMAGES = [
    a_bit_flipped,
    some_bits_flipped,
    cut_short,
    nothing_left,
    its_beginning_cut,
    data_after_its_end,
    data_before_its_beginning,
    twice_in_a_row,
    a_stretch_of_zeros,
    a_stretch_left_out,
    a_stretch_of_noise,
    two_halves_swapped,
    only_noise,
]
