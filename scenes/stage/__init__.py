"""What all clips share.

explainer.py   the base of every clip: it reads the run and tells its beats
sources.py     which files a clip is drawn from, and which data it declares to read
needs.py       what a run must have for a clip to make sense
style.py       colours, type and pace
translation.py the words of a clip in another language, while it is drawn
markup.py      type as plain words, to be read and translated
reading.py     what can be read on the screen
examples.py    which examples and pixels are shown
paths.py       the part of a cost surface that is shown, and the pace along a path
report.py      the small print below the clip of an experiment
words/         how numbers and symbols are written
"""
