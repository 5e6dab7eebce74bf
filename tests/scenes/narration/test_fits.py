"""Every clip of the film, told by the voice that `make film` takes."""

import pytest
from watching import clips, watched

from nn.runs.run import FILM_RUN, find
from scenes.narration.fitting import PACES, SILENCE, fitted

RATE = 60
WAITS = 2.0  # seconds that a clip's pictures may wait for the voice together
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("clip", clips(), ids=lambda clip: clip.__name__)
def test_its_words_are_said_in_order_within_their_beats_at_an_even_pace(clip, hibari, media):
    script = watched(clip, find(FILM_RUN), media).script
    paces = set()

    def speak(words, pace):
        paces.add(pace)
        return hibari.speak(words, pace)

    narration = fitted([beat.as_json() for beat in script], speak, RATE)
    assert paces <= set(PACES)
    end = 0
    for beat in narration.beats:
        assert beat["start"] >= end
        for each in (each for said in beat["said"] for each in said["spoken"]):
            assert each["start"] >= end
            end = each["start"] + each["duration"]
        assert beat["start"] + beat["duration"] >= end + SILENCE - 1.1 / RATE
    waits = {hold.beat: round(hold.frames / RATE, 2) for hold in narration.holds}
    print(clip.__name__, waits or "all fits")
    assert sum(waits.values()) <= WAITS
