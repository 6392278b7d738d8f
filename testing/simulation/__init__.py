"""A deterministic world for the services' real code: one seed, one run, to the byte.

`SimulatedLoop` runs asyncio code on virtual time, `Process` gives it lives that end by crashes, `Choices`
holds every random decision, and `shrink` makes the list of decisions of a failing run short.

What stays in the hands of the code that runs in it: no wall clock, no randomness but what is passed in, no
threads but `asyncio.to_thread`, no iteration over sets of strings or of plain objects
(`asyncio.as_completed` over coroutines is one: give it tasks).

What a simulated device or server must mind, since it runs in the contexts of the processes that call it:
call `owner.crash_point()` before an effect; hold no lock over an await (who dies with it never gives it
back); give timers and tasks that are to outlive the caller an empty `contextvars.Context()`.
"""
