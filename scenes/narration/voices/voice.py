"""What a voice is."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from scenes.narration.sound import Sound


class Voice(Protocol):
    """A voice that speaks any words of its language.

    name: what it is called in the names of folders. version: all that its sound depends on besides
    the words and the pace, so that sound can be kept. language: "en", "de", …
    """

    name: str
    version: str
    language: str

    def speak(self, words: Sequence[str], pace: float) -> list[Sound]:
        """Each of some sentences; pace: 1.1 is a tenth faster than the voice's own.

        English sentences hold only letters and pauses (spoken.py).
        """
        ...


def respelled(words: str, others: Mapping[str, str]) -> str:
    """Words with others in place of those that a voice would misread: {word: how it is written}."""
    longest_first = map(re.escape, sorted(others, reverse=True))
    misread = rf"\b({'|'.join(longest_first)})(?!\w)"
    return re.sub(misread, lambda found: others[found[0]], words)
