import numpy as np
import pytest
from layout import texts
from watching import watched

from nn.runs.run import FILM_RUN, Run, find
from scenes.cards import credits
from scenes.cards.credits import Credits, part
from scenes.cards.facts import FINDINGS, credits_of, facts_of
from scenes.mobjects.lettering import baseline


@pytest.fixture(scope="module", params=["tiny", "film"])
def a_run(request, tiny_run):
    return tiny_run if request.param == "tiny" else find(FILM_RUN)


def test_the_facts_at_the_end_are_the_runs(a_run, media):
    scene, run = watched(Credits, a_run, media), Run.load(a_run)
    words = " ".join(text.typst_code for text in texts(scene.mobjects)).replace("\\", "")
    assert f"{run.thetas.shape[1]:,}" in words
    assert f"{run.results['test_accuracy']:.2%}" in words
    assert run.digest[:16] in words
    assert f"{run.steps[-1]:,} steps of {run.facts['mini_batch_size']} examples" in words


@pytest.mark.usefixtures("canvas")
def test_all_parts_of_the_list_stand_in_one_grid():
    run = Run.load(FILM_RUN)
    parts = [part("Heading", rows) for rows in (credits_of(run), FINDINGS, facts_of(run))]
    rows = [row for _, *rows in parts for row in rows]
    ends, begins = ([f(row) for row in rows] for f in (_end_of_name, _begin_of_words))
    assert np.ptp(ends) < 0.01 and np.ptp(begins) < 0.01 and ends[0] < begins[0]
    for name, words in rows:
        assert baseline(name) == pytest.approx(baseline(words), abs=0.005)


def _end_of_name(row):
    return row[0].get_right()[0]


def _begin_of_words(row):
    return row[1].get_left()[0]


def test_every_part_stays_until_its_longest_list_can_be_read(media):
    scene = watched(Credits, find(FILM_RUN), media)
    assert [beat.headline for beat in scene.beats] == [
        credits.THANKS,
        credits.FOUND,
        credits.NETWORK,
    ]
    assert min(beat.ended - beat.began for beat in scene.beats) >= 5


def test_of_a_run_without_data_only_what_is_known_is_listed(run_without_data, media):
    scene = watched(Credits, run_without_data, media)
    names = " ".join(text.typst_code for text in texts(scene.mobjects))
    assert "made with" in names and "right on" not in names
    assert not [beat.faults for beat in scene.beats if beat.faults]
