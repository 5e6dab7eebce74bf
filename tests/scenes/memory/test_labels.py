import numpy as np

from scenes.memory.labels import WRONG, note_below, relabelled, sample_of
from scenes.mobjects.labelled import Labelled
from scenes.stage import style


def test_new_labels_stand_where_the_old_ones_did_pink_where_they_are_wrong():
    true, new = np.array([[1, 2, 3]]), np.array([[1, 7, 3]])
    digits = Labelled(np.zeros((1, 3, 2, 2)), true)
    words, moves = relabelled(digits, digits.labels, new, true)
    assert [word.typst_code for word in words] == ["1", "7", "3"]
    colors = [word.get_color().to_hex().lower() for word in words]
    assert colors == [style.WHITE, WRONG, style.WHITE]
    for word, old, move in zip(words, digits.labels, moves, strict=True):
        np.testing.assert_allclose(word.get_center(), old.get_center(), atol=0.02)
        assert (move.mobject, move.target_mobject) == (old, word)
    assert note_below(digits, 0.3).get_top()[1] < digits.get_bottom()[1]


def test_a_sample_is_of_the_first_images_and_of_the_share_asked_for():
    wrong = np.arange(60) % 7 == 3
    chosen, lying = sample_of(wrong, 20, 0.2)
    assert len(chosen) == 20 and (np.diff(chosen) > 0).all()
    np.testing.assert_array_equal(lying, np.flatnonzero(wrong)[:4])
    assert wrong[chosen].sum() == 4
