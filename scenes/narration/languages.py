"""Languages, by the codes that subtitles and videos are tagged with."""

# ISO 639-1, as in `--language`, and ISO 639-2, as in an mp4.
_CODES = """
ar ara, bg bul, bn ben, ca cat, cs ces, da dan, de deu, el ell, en eng, eo epo, es spa, et est,
eu eus, fa fas, fi fin, fr fra, ga gle, gl glg, he heb, hi hin, hr hrv, hu hun, id ind, is isl,
it ita, ja jpn, ka kat, kk kaz, ko kor, la lat, lt lit, lv lav, mk mkd, ms msa, nb nob, nl nld,
nn nno, no nor, pl pol, pt por, ro ron, ru rus, sk slk, sl slv, sq sqi, sr srp, sv swe, sw swa,
ta tam, th tha, tl tgl, tr tur, uk ukr, ur urd, vi vie, zh zho
"""
THREE_LETTERS = dict(pair.split() for pair in _CODES.split(","))


def tag(language: str) -> str:
    """The three letters that an mp4 names a language by: "deu" of "de" and of "de-AT"; "und", which
    is undetermined, of a language that is not in the table."""
    first = language.split("-")[0].lower()
    return THREE_LETTERS.get(first) or (first if first in THREE_LETTERS.values() else "und")
