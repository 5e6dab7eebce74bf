"""How long words take to say. This depends on the words alone, so the picture's time
does not change with a voice."""

from scenes.narration.phrases import columns, is_wide
from scenes.narration.spoken import spoken

WORDS_PER_MINUTE = 150  # at which people follow a talk
WIDE_PER_MINUTE = 330  # of languages whose letters stand without spaces
BREATH, SILENCE = 0.3, 1.0  # seconds in which nothing is said: between words, and after a beat's
SIGNS_PER_SECOND = 17  # the most that a subtitle may ask to be read


def seconds_of(words: str) -> float:
    """The seconds that words take at a speaker's pace, or as subtitles, if reading takes longer."""
    said = words_in(words)
    return max(60 * said / WORDS_PER_MINUTE, columns(words) / SIGNS_PER_SECOND)


def words_in(words: str) -> float:
    """How many words are spoken. Chinese, Japanese and Korean are counted by their letters: 330 of
    them, which a newsreader says in a minute, are as many as 150 words."""
    wide = sum(is_wide(sign) and sign.isalnum() for sign in words)
    others = "".join(" " if is_wide(sign) else sign for sign in words)
    return len(spoken(others).split()) + wide * WORDS_PER_MINUTE / WIDE_PER_MINUTE
