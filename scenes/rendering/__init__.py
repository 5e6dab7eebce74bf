"""From scene classes to finished clips and the film.

    clips.py       which clips there are: those of film.py, or of someone's own file
    inputs.py      what a clip is drawn from; if none of it has changed, it is not drawn again
    render.py      draws the clips that are not up to date
    jobs.py        the rendering of one clip, with its cache of finished animations
    parts.py       the clips' animations divided into parts
    scheduler.py   has the parts drawn by an executor (nn/execution/), on this machine or a cluster
    worker.py      draws a part, in a worker process
    progress.py    how many frames are drawn
    mux.py         joins animations to clips, and clips to the film
    library.py     where clips, their captions and metadata are
    preview/       draws one beat of a clip again whenever a file is saved

Only the worker imports manim, so a command that finds nothing to do ends at once.
"""
