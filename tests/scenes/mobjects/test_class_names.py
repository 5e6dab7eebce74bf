import pytest

from scenes.mobjects.class_names import name_within, names_within
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")
LONG = "Donaudampfschifffahrtsgesellschaftskapitän"


def test_a_name_that_fits_is_set_as_any_text():
    name = name_within("3", 2.0)
    assert name.font_size == style.TEXT and name.typst_code == "3"


def test_names_shrink_together_before_any_is_cut():
    names = names_within(["Bag", "Ankle boot"], 0.95 * style.text("Ankle boot").width)
    assert [name.typst_code for name in names] == ["Bag", "Ankle boot"]
    assert names[0].font_size == names[1].font_size < style.TEXT


@pytest.mark.parametrize("width", [0.5, 1.0, 2.0])
def test_what_is_too_long_even_then_is_cut_to_the_room(width):
    short, long = names_within(["Bag", LONG], width)
    assert 0.6 * width < long.width <= width + 1e-6
    assert long.typst_code.endswith("…") and long.font_size == pytest.approx(style.SMALL)
    assert width < 1 or short.typst_code == "Bag"
