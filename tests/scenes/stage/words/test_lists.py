from scenes.stage.words.lists import listed


def test_the_last_of_several_names_follows_an_and():
    assert listed(["3", "5", "8"]) == "3, 5 and 8"
    assert listed(["3", "5"]) == "3 and 5"


def test_one_name_stands_alone_and_no_name_is_nothing():
    assert listed(["3"]) == "3"
    assert listed([]) == ""
