"""Draws a dump of linnet's screen (text, a blank line, roles) as SVG, in a theme's colours.

usage: picture.py DUMP THEME >SVG
"""
import html
import sys
import unicodedata

LETTERS = {
    '.': 'text', 'd': 'dim', 'p': 'playing', 'a': 'accent', 'c': 'cursor', 'e': 'cursor.dim',
    'f': 'cursor.playing', 'g': 'cursor.off', 'm': 'mark', 't': 'tab', 'T': 'tab.on',
    's': 'state', 'h': 'head', 'r': 'rule', 'P': 'progress', 'R': 'progress.rest', 'k': 'key',
    'M': 'message', 'E': 'error', ':': 'prompt', 'o': 'popup', 'O': 'popup.head', '/': 'match',
    'l': 'liked', '1': 'familiar', '2': 'forgotten', '3': 'unplayed', '4': 'new'}
NAMES = {'default': None, 'black': '#000000', 'red': '#cc5555', 'green': '#77bb77',
         'yellow': '#ccaa55', 'blue': '#6699cc', 'magenta': '#bb88cc', 'cyan': '#66bbbb',
         'white': '#dddddd'}
CELL_W, CELL_H, SIZE, EDGE = 8.4, 18, 14, 12


def colour(name):
    if name.startswith('#'):
        return name
    if name.isdigit():
        n = int(name)
        if n >= 232:
            return '#%02x%02x%02x' % ((8 + 10 * (n - 232),) * 3)
        if n >= 16:
            n -= 16
            return '#%02x%02x%02x' % tuple(
                0 if v == 0 else 55 + 40 * v for v in (n // 36, n // 6 % 6, n % 6))
        return list(NAMES.values())[1 + n % 8]
    return NAMES.get(name)


def read_theme(path):
    styles = {}
    for line in open(path, encoding='utf-8'):
        word = line.split('#', 1)[0].split() if line.startswith('#') else line.split()
        if len(word) >= 4 and word[0] == 'color':
            styles[word[1]] = (colour(word[2]), colour(word[3]), set(word[4:]))
    return styles


def cells(line, width):
    """(column, text, columns) of each character; marks stay with what they are on."""
    out, x = [], 0
    for c in line:
        if unicodedata.combining(c):
            if out:
                out[-1] = (out[-1][0], out[-1][1] + c, out[-1][2])
            continue
        w = 2 if unicodedata.east_asian_width(c) in 'WF' else 1
        out.append((x, c, w))
        x += w
    return out


def words(run):
    """(column, text, columns) of each stretch without blanks: a renderer's own widths of
    characters cannot add up to more than a word's."""
    out = []
    for x, c, n in run:
        if not c.strip():
            continue
        if out and out[-1][0] + out[-1][2] == x:
            out[-1] = (out[-1][0], out[-1][1] + c, out[-1][2] + n)
        else:
            out.append((x, c, n))
    return out


def main():
    parts = open(sys.argv[1], encoding='utf-8').read().split('\n')
    height = parts.index('', 20) if len(parts) < 40 else (len(parts) - 1) // 2
    text, roles = parts[:height], parts[height + 1:2 * height + 1]
    if len(roles[0]) < 10:
        text, roles = parts[:height], parts[height:2 * height]
    width = max(len(r) for r in roles)
    styles = read_theme(sys.argv[2])
    fg, bg = (styles.get('text', (None, None, ()))[0] or '#d0d0d0'), (
        styles.get('text', (None, None, ()))[1] or '#16181d')
    w, h = width * CELL_W + 2 * EDGE, height * CELL_H + 2 * EDGE
    print('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">'
          % (w, h, w, h))
    print('<rect width="100%%" height="100%%" rx="6" fill="%s"/>' % bg)
    print('<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="%d">' % SIZE)
    for y, (line, role_line) in enumerate(zip(text, roles)):
        base = EDGE + y * CELL_H
        runs = []
        for x, c, n in cells(line.ljust(width), width):
            letter = role_line[x] if x < len(role_line) else '.'
            f, b, attr = styles.get(LETTERS.get(letter, 'text'), (None, None, set()))
            f, b = f or fg, b
            if 'reverse' in attr:
                f, b = b or bg, f
            style = (f, b, 'bold' in attr, 'dim' in attr)
            if runs and runs[-1][0] == style:
                runs[-1][1].append((x, c, n))
            else:
                runs.append((style, [(x, c, n)]))
        for (f, b, bold, dim), run in runs:
            x0, x1 = run[0][0], run[-1][0] + run[-1][2]
            if b and b != bg:
                print('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>'
                      % (EDGE + x0 * CELL_W, base, (x1 - x0) * CELL_W, CELL_H, b))
            for x, word, n in words(run):
                print('<text x="%.1f" y="%.1f" textLength="%.1f" fill="%s"%s%s>%s</text>' % (
                    EDGE + x * CELL_W, base + CELL_H - 5, n * CELL_W, f,
                    ' font-weight="bold"' if bold else '', ' opacity="0.6"' if dim else '',
                    html.escape(word)))
    print('</g></svg>')


main()
