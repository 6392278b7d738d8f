"""The table of commands, and the text of `spicerack --help`, which loads no package of theirs. Pure."""

from textwrap import fill

HELP = """Keep collections of files the same at every site.

Exit codes: 0 done; 1 failed; 2 typed wrongly, nothing was touched; of sync alone: 3 only offline sites
lack something, 4 a site refuses a file for good, 5 a site holds what cannot be published; 130 Ctrl-C.
"""

SUBJECTS = {
    "run": {
        "up": "Run sites on this host until Ctrl-C.",
        "url": "Tell where a service answers.",
        "serve": "Run one service in this process.",
        "demo": "Show on this machine what SpiceRack does.",
    },
    "sites": {
        "sync": "Have every site look now, and wait until all hold the same.",
        "status": "Show where every site is.",
        "plan": "Show what would move where, and why nothing does where nothing does.",
        "rule": "Say which sites hold what of a collection.",
        "pause": "Have sites rest: nothing moves to or from them until they are resumed.",
        "resume": "End pauses.",
        "site": "Look after one site.",
        "quarantine": "Look after files that a site keeps and does not publish.",
        "trash": "Look into what a site keeps of replaced and deleted files.",
        "verify": "Read files once more where they lie, and compare them with what the log says.",
        "dead": "Look after messages that no service could handle.",
    },
    "history": {
        "ls": "List what the collection holds, or held.",
        "log": "Show the commits of the collection, the history of one path, or whether all verifies.",
        "diff": "Show the paths that are not the same at two moments.",
    },
    "files": {
        "find": "List the files of a selection.",
        "get": "Bring files to this host, verified; a download that was cut goes on where it was.",
        "cat": "Write files to standard output, one after the other.",
        "put": "Put files: sent from where they were cut, verified before they are visible, then committed.",
        "rm": "Remove files at every site; their history stays.",
        "mv": "Move a file, or a directory with all that is in it, as one commit.",
        "cp": "Copy a file, or a directory with all that is in it, as one commit.",
        "restore": "Bring files back as they were, as one new commit.",
        "view": "Make a directory with the collection as it stood at a moment, for reading alone.",
        "conflicts": "List the files of which two sites made different contents.",
        "resolve": "Settle conflicts: one content gets the name, and the copies go.",
        "mirror": "Make a directory the same as a part of the collection: only what differs travels.",
    },
    "science": {
        "describe": "Tell what a file of the collection is.",
        "kernels": "Look into SPICE kernels: those on this host, and those of the collection.",
        "coverage": "Show when bodies, instruments and frames are covered, with the gaps.",
        "mk": "Look into the meta-kernels of the collection, and have them load anywhere.",
        "kernel-set": "Tell the least set of kernels, in the order of loading.",
        "geometry": "Answer a question of geometry, with the kernels that it needs.",
        "archive": "Find frames in the archive, bring their files, and delete old ones.",
        "satellites": "Show what the satellites service does.",
    },
    "work": {
        "workflows": "Look after workflows, and the rules and schedules that start them.",
        "executions": "Look after executions of workflows.",
        "providers": "Look after providers that files are acquired from.",
        "granules": "Look after what is acquired: what waits, what failed, and whose fault it is.",
    },
    "deployment": {
        "token": "Make, list and revoke the tokens of callers.",
        "link": "Make links that let their holders in for a while, and end them.",
        "visibility": "Tell and change what everybody may read, and what nobody sees yet.",
        "keys": "Keys of operators and sites: made, listed, replaced, not believed any more.",
        "access": "Make a user of the NATS server for each site.",
        "k8s": "Make overlays for Kubernetes, over the manifests of this version.",
        "backup": "Copy the logs, the records of sites and what is undecided.",
        "restore-backup": "Restore a backup into a server without a log.",
        "migrate": "Bring local databases to this version.",
    },
}
"""Each subject's folder below `commands`, and its commands with the line that `--help` shows.

A command is `app()` in the module of its name.
"""

COMMANDS = {command: line for commands in SUBJECTS.values() for command, line in commands.items()}

WIDTH = 78
"""Characters of a line, as on most terminals."""

BLANKS = 2


def help_text() -> str:
    """Return what `spicerack --help` prints: a section for each subject."""
    indent = " " * BLANKS
    paragraphs = (
        fill(one, WIDTH, initial_indent=indent, subsequent_indent=indent)
        for one in HELP.strip().split("\n\n")
    )
    options = f"Options:\n{_line('--help', 'Show this message and exit.')}"
    sections = (
        "\n".join((f"{subject.capitalize()}:", *(_line(name, line) for name, line in commands.items())))
        for subject, commands in SUBJECTS.items()
    )
    return "\n\n".join(("Usage: spicerack COMMAND [ARGS]...", *paragraphs, options, *sections))


def _line(name: str, text: str) -> str:
    column = max(map(len, COMMANDS)) + 2 * BLANKS
    head = f"{' ' * BLANKS}{name}".ljust(column)
    return fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * column)
