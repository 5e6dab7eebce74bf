"""What we promise about files, kills, places and numbers, and attempts to break these promises.

    make torture                                            all of it, in at most 20 minutes
    make torture ARGS='mutations --seed 7 --case 1234'      one attempt alone

Nothing here knows how our code protects itself. An attempt does what may happen to its users, and
ends in one of four ways:

    refused    one sentence says what is wrong, and nothing is left behind
    same       the damage does not matter: what is read or made is the same to the last bit
    another    what is read is sound, and its own digest says that it is something else
    wrong      anything else: a traceback, a hang, far more memory than the file justifies, content
               that changed unnoticed, something half-written

    mutations.py   a file is damaged, and read
    kills.py       a command is killed, and repeated
    pairs.py       two commands work on one thing at once
    places.py      odd folders, terminals, settings of Manim, and words of a command
    numbers.py     networks with odd numbers, of which clips are rehearsed

An attempt depends only on its kind, its number and the seed; kills at a moment and pairs also
depend on how fast the machine is.
"""
