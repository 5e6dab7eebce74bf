"""From scene classes to finished clips and the film.

    clips.py       finds the clips: those of film.py, or of a user's own file
    suited.py      leaves out clips that do not suit the run
    inputs.py      what a clip is drawn from; if none of it has changed, it is not drawn again
    render.py      draws the clips that are not up to date
    jobs.py        the rendering of one clip, with its cache of finished animations
    parts.py       divides the clips' animations into parts
    scheduler.py   has the parts drawn by an executor (nn/execution/), on this machine or a cluster
    worker.py      draws a part, in a worker process
    seals.py       seals finished animations, which are kept until the clip is joined
    progress.py    shows how many frames are drawn
    mux.py         joins animations into clips, and clips into the film
    library.py     stores the clips with their subtitles and metadata
    scripts.py     what clips say and show, in English and in translation
    preview/       redraws one beat of a clip whenever a file is saved

Only the worker imports manim, so a command that finds nothing to do ends at once.
"""
