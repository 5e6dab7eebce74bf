"""What we promise about files, kills, places and numbers, and the attempts to break it.

    make torture                                            all of it, in at most 20 minutes
    make torture ARGS='mutations --seed 7 --case 1234'      one attempt alone

Nothing here knows how our code guards itself. An attempt does to it what happens to people, and
ends in one of four ways:

    refused    one sentence said what is wrong, and nothing was left behind
    same       the damage did not matter: what was read or made is the same to the last bit
    another    what was read is sound, and is another thing by its own digest
    wrong      anything else: a traceback, a hang, memory that the file does not warrant, content
               that changed unnoticed, something half-written

    mutations.py   a file is damaged, and read
    kills.py       a command is killed, and repeated
    pairs.py       two commands work on one thing at once
    places.py      odd folders, terminals, settings of Manim, and words of a command
    numbers.py     odd networks, with each of which clips are gone through

An attempt depends on its kind, its number and the seed alone, but for kills at a moment and pairs,
which also depend on how fast the machine is.
"""
