"""What a clip tells: its beats, and the words that are said in each, with their times."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

Beats = Sequence[Mapping[str, Any]]  # as in a clip's metadata: `Told.as_json` of each


@dataclasses.dataclass
class Said:
    """Words that are said without a pause for the picture.

    Times are in seconds from the clip's start. `duration` reaches to the next words, or to the end
    of the beat: there is silence at its end.
    """

    words: str
    start: float
    duration: float = 0


@dataclasses.dataclass
class Told:
    """A beat: its headline, its time, what is said in it, and what can be read on the screen for
    the first time in the clip, beside the headline and mere numbers; both in order."""

    headline: str
    start: float
    duration: float = 0
    said: list[Said] = dataclasses.field(default_factory=list)
    on_screen: list[str] = dataclasses.field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The beat in values that JSON can hold."""
        return dataclasses.asdict(self)


def on_one_line(words: str) -> str:
    """Words with single spaces between them, whatever their line breaks."""
    return " ".join(words.split())


def clock(seconds: float) -> str:
    """Minutes and seconds, rounded down: 1:07."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"
