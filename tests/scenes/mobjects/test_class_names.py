import pytest

from scenes.mobjects.class_names import name_within, names_on_axis, names_within
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


def test_what_no_font_has_is_spelled_out_before_it_is_cut():
    assert name_within("猫" * 9, 1.0).width <= 1.0 + 1e-6


def test_at_an_axis_stand_the_names_that_there_is_room_for():
    clothes = ["T-shirt/top", "Trouser", "Ankle boot"]
    assert names_on_axis(["0", "1", "2"], 0.5) == {0: "0", 1: "1", 2: "2"}
    assert list(names_on_axis([str(j) for j in range(100)], 0.1, 7)) == list(range(0, 100, 4))
    assert list(names_on_axis(clothes, 2.0)) == [0, 1, 2]
    assert names_on_axis(clothes, 0.3, marked=1) == {1: "Trouser"}
    assert names_on_axis(clothes, 0.3) == {}
    assert names_on_axis(clothes, 0.75, marked=1) == {1: "Trouser"}  # no “T-s…”, no “Dr…”
    for markup in names_on_axis(clothes, 1.0).values():
        assert style.text(markup, style.SMALL).width <= 0.9 + 1e-6
