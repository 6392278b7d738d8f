"""Python's search for objects that refer to each other and to which nobody else refers, made seldom.

It starts by default with each 700 objects that are made and not let go of. A commit of 10 000 files is read
into ten times as many that all stay for a while: a quarter of the CPU of a first sync was this search.
"""

import gc

YOUNG_OBJECTS = 10_000
"""Objects made before the youngest are searched, some 1 MB of them: what a page of a want or a pack's job
is read into is let go of before. Older ones are searched as seldom over it as Python has it."""


def search_seldom() -> None:
    """Have this process search its youngest objects seldom, and not again what it has imported.

    May be called any number of times. What is not needed any more is let go of by its count all the same; of
    cycles, ten thousand objects more may wait.
    """
    _, middle, old = gc.get_threshold()
    gc.set_threshold(YOUNG_OBJECTS, middle, old)
    gc.freeze()
