from scenes.stage.words.listed import arrows, listed


def test_the_last_of_several_names_follows_an_and():
    assert listed(["3", "5", "8"]) == "3, 5 and 8"
    assert listed(["3", "5"]) == "3 and 5"


def test_one_name_stands_alone_and_no_name_is_nothing():
    assert listed(["3"]) == "3"
    assert listed([]) == ""


def test_sizes_of_layers_are_joined_by_arrows_and_many_equal_ones_counted():
    assert arrows([784, 16, 16, 10]) == "784 → 16 → 16 → 10"
    assert arrows([64, *[5] * 20, 10]) == "64 → 20 × 5 → 10"
    assert arrows([1000, 10]) == "1,000 → 10"
