#!/usr/bin/env python3
"""How fast are pages read, and do more cores help? Makes pages of several shapes and reads them.

    python3 benches/pages.py [SURMISE] [--pages N] [--runs N]

SURMISE is target/release/surmise by default. For each shape: MB of HTML a second of one core, as
CPU time of `surmise segment` (decoding, the tree, the article, its sentences), the least of all
runs; then the time of `surmise report --jobs 1` over that of `--jobs 2`, by the clock on the wall,
the median of pairs. The pages are made by rule from a fixed seed; nobody wrote them.
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import tempfile
import time

WORDS = (
    "the council approved budget on Tuesday after long debate about harbour quay and its cost which "
    "members called reckless while others said it would bring work to town for years that followed"
).split()

#: Paragraphs of the article, links of each menu, teasers, lines of script, rules of style,
#: comments.
SHAPES = {
    "lean": (25, 20, 5, 10, 20, 0),
    "typical": (20, 60, 40, 500, 300, 0),
    "scripts": (20, 60, 40, 3000, 400, 0),
    "forum": (5, 30, 20, 200, 100, 120),
    "index": (2, 100, 300, 400, 200, 0),
}


def page(dice, paragraphs, links, teasers, scripts, styles, comments):
    def sentence():
        return " ".join(dice.choice(WORDS) for _ in range(dice.randint(8, 25))).capitalize() + "."

    def script(lines):
        return "<script>" + "".join(
            f'window.data[{at}]={{"key{at}":"{dice.random()}","from":"https://cdn.example/{at}"}};'
            for at in range(lines)
        ) + "</script>"

    title = sentence()
    style = "".join(f".c{at} .d{at}>a{{margin:{at}px;padding:0 {at}px}}" for at in range(styles))
    menu = "<nav><ul>" + "".join(
        f'<li class="menu-item item-{at}"><a href="/section/{at}?from=a{at}">Section {at}</a></li>'
        for at in range(links)
    ) + "</ul></nav>"
    body = "".join(
        "<p>" + " ".join(sentence() for _ in range(dice.randint(2, 5))) + "</p>" for _ in range(paragraphs)
    )
    aside = "".join(
        f'<div class="card card-{at}"><div class="inner"><a href="/news/{at}/a-story"><img src="/{at}.jpg" '
        f'alt="Picture {at}" width=300 height=200><h3>{sentence()}</h3></a><span class="meta">'
        "3 hours ago</span></div></div>"
        for at in range(teasers)
    )
    said = "".join(
        f'<div class="comment"><b>User {at}</b><p>{sentence()}</p><div class="replies"><div '
        f'class="comment"><p>{sentence()}</p></div></div></div>'
        for at in range(comments)
    )
    return (
        f'<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title><meta '
        f'property="og:title" content="{title}"><meta property="og:site_name" content="The Moor"><meta '
        f'property="article:published_time" content="2026-03-03T06:00:00Z"><style>{style}</style>'
        f'{script(scripts // 2)}<script type="application/ld+json">{{"@type":"NewsArticle","headline":'
        f'"{title}"}}</script></head><body><header>{menu}</header><main><article><h1>{title}</h1>'
        f'<div class="body">{body}</div></article><aside>{aside}</aside><section>{said}</section></main>'
        f"<footer>{menu}</footer>{script(scripts // 2)}</body></html>"
    )


def run(*command):
    """CPU seconds and seconds of a whole process."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, seconds


def main():
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    given.add_argument("surmise", nargs="?", default=os.path.join(root, "target", "release", "surmise"))
    given.add_argument("--pages", type=int, default=400, help="pages of each shape")
    given.add_argument("--runs", type=int, default=5)
    given = given.parse_args()
    dice = random.Random(7)
    print("| pages | kB a page | MB/s, one core | two cores over one |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name, shape in SHAPES.items():
            pages, size = os.path.join(folder, name), 0
            os.mkdir(pages)
            for number in range(given.pages):
                html = page(dice, *shape).encode()
                size += len(html)
                with open(os.path.join(pages, f"{number:05}.html"), "wb") as file:
                    file.write(html)
            cpu = min(run(given.surmise, "segment", pages)[0] for _ in range(given.runs))
            ratios = []
            for turn in range(given.runs):
                out = [os.path.join(folder, f"{name}-{turn}-{jobs}") for jobs in (1, 2)]
                one = run(given.surmise, "report", pages, "--jobs", "1", "-o", out[0])[1]
                two = run(given.surmise, "report", pages, "--jobs", "2", "-o", out[1])[1]
                ratios.append(one / two)
            print(
                f"| {name} | {size / given.pages / 1e3:.0f} | {size / cpu / 1e6:.0f} | "
                f"{statistics.median(ratios):.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
