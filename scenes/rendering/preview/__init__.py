"""A preview: the beat of a clip that was edited last, drawn at 480p15 within seconds of the save.

    save ──► edits: which functions ──► worker: rehearse, choose the beat, draw it ──► an mp4

Starting Python and importing Manim takes longer than drawing a beat. So processes wait that have
imported Manim and nothing that one edits (workers.py); each draws one preview and is replaced.

Of ten clips' beats, two workers took 1.6 s of processor time each at the median: about half to go
through the clip and find the beat, the rest to draw half of the beat. The exception is a long
animation of a surface (CostSurface: 5 s), which two workers cannot share.
"""
