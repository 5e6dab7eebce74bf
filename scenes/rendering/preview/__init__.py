"""A preview: the beat of a clip that was edited last, drawn at 480p15 within seconds of the save.

    save ──► edits: which functions ──► worker: rehearse, choose the beat, draw it ──► an mp4

Starting Python and importing Manim takes longer than drawing a beat. So processes that have
imported Manim, but none of the files that are edited, are kept waiting (workers.py); each draws one
preview and is then replaced.

For beats of ten clips, each of two workers took a median of 1.6 s of processor time: about half to
go through the clip and find the beat, the rest to draw half of the beat. The exception is a long
animation of a surface (CostSurface: 5 s), which two workers cannot share.
"""
