import os
import subprocess
import sys

import pytest
from watching import render

from nn.places import ROOT
from nn.runs.run import RUN_VARIABLE, Run
from scenes.stage import needs
from scenes.stage.explainer import Explainer


class Demanding(Explainer):
    """Asks for what the network does not have."""

    needs = (needs.PICTURES, needs.Need(lambda run: run.sizes[-1] > 10, "ten classes are too few"))

    def construct(self):
        raise AssertionError("this must not be drawn")


class Content(Explainer):
    """Asks for what the network has."""

    needs = (needs.PICTURES, needs.HIDDEN_LAYER, needs.TWO_HIDDEN_LAYERS, needs.TEST_PART)

    def construct(self):
        self.beat("Drawn", "All is there.")


def test_where_a_need_is_not_met_nothing_is_drawn_and_the_reason_is_said(tiny_run, tmp_path):
    with pytest.raises(SystemExit, match="^Demanding is left out: ten classes are too few.$"):
        render(Demanding, tiny_run, tmp_path, dry_run=True)


def test_plain_manim_says_so_in_that_sentence_alone(tiny_run, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "manim", "--media_dir", tmp_path, __file__, "Demanding"],
        env={**os.environ, RUN_VARIABLE: str(tiny_run), "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "Demanding is left out: ten classes are too few.\n"
    assert not list(tmp_path.rglob("*.mp4"))


def test_where_all_needs_are_met_the_clip_is_drawn(tiny_run, tmp_path):
    scene = render(Content, tiny_run, tmp_path, dry_run=True)
    assert [beat.headline for beat in scene.beats] == ["Drawn"]


def test_each_need_tells_networks_apart(tiny_run, other_run):
    run = Run.load(other_run)
    assert needs.PICTURES.met(run) == (run.image_shape is not None)
    assert needs.HIDDEN_LAYER.met(run) == (len(run.sizes) >= 3)
    assert needs.SIGMOID_OUTPUTS.met(run) == (run.facts["output_activation"] == "sigmoid")
    assert needs.TWO_HIDDEN_LAYERS.met(run) == (len(run.sizes) >= 4)
    assert all(
        need.met(Run.load(tiny_run))
        for need in vars(needs).values()
        if isinstance(need, needs.Need)
    )


@pytest.mark.parametrize(
    "need", [name for name, need in vars(needs).items() if isinstance(need, needs.Need)]
)
def test_its_words_follow_a_colon_and_precede_a_stop(need):
    words = getattr(needs, need).otherwise
    assert words[0].islower() and not words.endswith(".")


def test_where_all_answers_are_right_there_are_no_mistakes_to_show(tiny_run):
    run = Run.load(tiny_run)
    assert needs.MISTAKES.met(run)
    run.facts["results"]["test_accuracy"] = 1.0
    assert not needs.MISTAKES.met(run)
    del run.facts["results"]["test_accuracy"]  # as it is without a test part
    assert not needs.MISTAKES.met(run)
