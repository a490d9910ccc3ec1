#!/usr/bin/env python3
"""Draws docs/session.svg: the session, as the real program shows it on the recorded cluster.

    cargo build && python3 docs/picture.py [PROGRAM]

tmux holds the terminal and types; what it reads back from the screen becomes the picture.
"""

import html
import os
import re
import subprocess
import sys
import tempfile
import time

COLUMNS, ROWS = 128, 38
QUESTION = "why is the pod in terranetes namespace not running?"
CELL, LINE, SIZE = 8.4, 18, 14
GROUND, TEXT = "#16181d", "#d5d8de"
COLORS = ["#3b4048", "#e06c75", "#98c379", "#d19a66", "#61afef", "#c678dd", "#56b6c2", "#abb2bf",
          "#7f848e", "#ff7b86", "#b5e08f", "#e5c07b", "#7cc4ff", "#de8ef2", "#6fd6e3", "#ffffff"]


def tmux(*arguments):
    command = ["tmux", "-L", f"picture-{os.getpid()}", "-f", "/dev/null", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def wait_for(words):
    for _ in range(600):
        if words in tmux("capture-pane", "-p"):
            return
        time.sleep(0.1)
    sys.exit(f"{words!r} does not come:\n" + tmux("capture-pane", "-p"))


def captured(program):
    with tempfile.TemporaryDirectory() as home:
        places = [f"HOME={home}", f"XDG_CONFIG_HOME={home}", f"XDG_DATA_HOME={home}"]
        tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "env", "-i", *places,
             "LANG=C.UTF-8", "TERM=screen-256color", program, "--demo")
        try:
            wait_for("41 workloads")
            tmux("send-keys", "-l", QUESTION)
            tmux("send-keys", "Enter")
            wait_for("ImageNotFound at")
            for key in ["M-1", "n", "n", "Enter"]:
                tmux("send-keys", key)
            wait_for("Evidence · e2")
            time.sleep(0.3)
            return tmux("capture-pane", "-p", "-e")
        finally:
            tmux("kill-server")


def styled(line):
    """The pieces of a line: text, colour, and whether it is bold, dim, underlined or reversed."""
    look = {"color": None, "marks": set()}
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        match = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if not match:
            if part:
                yield part, look["color"], frozenset(look["marks"])
            continue
        for code in [int(code or 0) for code in match[1].split(";")]:
            if code == 0:
                look = {"color": None, "marks": set()}
            elif code in (1, 2, 4, 7):
                look["marks"].add(code)
            elif code == 39:
                look["color"] = None
            elif 30 <= code <= 37:
                look["color"] = code - 30
            elif 90 <= code <= 97:
                look["color"] = code - 82


def drawn(screen):
    width, height = COLUMNS * CELL + 24, ROWS * LINE + 24
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
           f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="ui-monospace, Menlo, Consolas, monospace" '
           f'font-size="{SIZE}" role="img" aria-label="A session of sre on the recorded cluster">')
    yield f'<rect width="100%" height="100%" rx="8" fill="{GROUND}"/>'
    for row, line in enumerate(screen.split("\n")[:ROWS]):
        column = 0
        y = 12 + row * LINE
        for text, color, marks in styled(line):
            fill = COLORS[color] if color is not None else TEXT
            x, wide = 12 + column * CELL, len(text) * CELL
            column += len(text)
            if 7 in marks:
                yield f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{LINE}" fill="{fill}"/>'
                fill = GROUND
            if not text.strip():
                continue
            marked = (' font-weight="bold"' if 1 in marks else "") + (' opacity="0.6"' if 2 in marks else "")
            marked += ' text-decoration="underline"' if 4 in marks else ""
            yield (f'<text x="{x:.1f}" y="{y + 13}" fill="{fill}"{marked} textLength="{wide:.1f}" '
                   f'xml:space="preserve">{html.escape(text, quote=False)}</text>')
    yield "</svg>"


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    program = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "target", "debug", "sre")
    picture = "\n".join(drawn(captured(os.path.abspath(program)))) + "\n"
    with open(os.path.join(here, "session.svg"), "w", encoding="utf-8") as file:
        file.write(picture)


main()
