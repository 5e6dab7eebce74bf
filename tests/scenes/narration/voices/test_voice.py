from scenes.narration.voices.voice import respelled


def test_only_whole_words_are_respelled():
    others = {"ay": "[A]", "ay's": "[A's]"}
    assert respelled("ay minus y, ay's ray, days", others) == "[A] minus y, [A's] ray, days"
