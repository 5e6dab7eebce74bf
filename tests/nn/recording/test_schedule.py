import numpy as np
import pytest

from nn.recording.schedule import ROOM, Schedule, evenly
from nn.training.loop import snapshot_steps


def recorded(count, total, known=None):
    """(the schedule after `total` steps, how many snapshots were taken, the most kept at once)."""
    schedule, taken, most = Schedule(count, known), 0, 0
    while schedule.next <= total:
        schedule.keep(schedule.next)
        taken, most = taken + 1, max(most, len(schedule.kept))
    if schedule.kept[-1] != total:
        schedule.keep(total)
    return schedule, taken, most


@pytest.mark.parametrize("count", [2, 20, 100])
@pytest.mark.parametrize("total", [1, 3, 99, 100, 101, 938, 60_000, 10**6])
def test_at_any_end_about_as_many_as_asked_are_spaced_on_a_logarithmic_scale(count, total):
    schedule, taken, most = recorded(count, total)
    steps = evenly(schedule.kept, count)
    assert (steps[0], steps[-1]) == (0, total)
    assert min(count, total + 1) - 2 <= len(steps) <= count
    assert most <= count + max(ROOM[0] * count, ROOM[1])
    assert taken < most + 1 + count * np.log10(total + 1)
    ideal = snapshot_steps(total, count)
    late = np.array([step for step in steps if step > count])
    if len(late) > 2 and count > 2:  # no gap is more than twice as wide as that of an even spacing
        assert np.diff(np.log(late)).max() < 2.1 * np.log(ideal[-1] / ideal[-2]) + 0.02


def test_with_a_known_total_the_steps_are_those_of_a_training_of_ours_and_go_on_after_it():
    schedule, _, _ = recorded(30, 5_000, known=5_000)
    assert schedule.kept == snapshot_steps(5_000, 30).tolist()
    schedule, _, _ = recorded(30, 20_000, known=5_000)
    assert schedule.kept[:30] == snapshot_steps(5_000, 30).tolist()
    assert 3 < len(schedule.kept) - 30 < 8
