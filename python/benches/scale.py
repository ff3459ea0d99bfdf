"""A year of CC-NEWS on paper: measures what can be measured here, and multiplies.

    python benches/scale.py NEWS.txt.gz SURMISE [--html-rate MB/s]

Assumptions stand below, each with its source; `docs/scale.md` discusses them. Rates are MB a CPU
second of one core. The HTML rate is what `benches/pages.py` measured on made-up pages, unless
`--html-rate` gives another.
"""

import argparse
import gzip
import io
import os
import resource
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
import pyarrow.parquet as parquet

import surmise
from texts import articles

#: 1.35 billion articles from August 2016 to May 2026 (arXiv:2605.18337).
ARTICLES_A_YEAR = 1.35e9 / 9.75
#: Of Common Crawl's main crawl of August 2018, 2.65 billion pages, 67.79 TiB of WARC, 220 TiB of
#: content (commoncrawl.org/2018/08): for want of such figures for CC-NEWS.
WARC_BYTES_A_PAGE = 67.79 * 2**40 / 2.65e9
HTML_BYTES_A_PAGE = 220 * 2**40 / 2.65e9
#: An article's text, in bytes. Not measured; the news file's texts are parts of articles.
TEXT_BYTES_AN_ARTICLE = 3000
#: The share of articles in English; surmise labels no other language.
ENGLISH = 1 / 3
#: A core on which pages are turned into text, MB of HTML a second: the typical page of
#: benches/pages.py.
HTML_RATE = 49.0
#: A network card of 1 Gbit/s.
NETWORK_RATE = 125.0


def least(work, rounds=5):
    """The least CPU seconds of `work`, and what it gave."""
    best, given = float("inf"), None
    for _ in range(rounds):
        start = time.process_time()
        given = work()
        best = min(best, time.process_time() - start)
    return best, given


def of_command_line(program, text):
    """CPU seconds, peak memory in MB and the bytes of the JSON lines, of one large text file."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = f"{folder}/news.txt", f"{folder}/out.jsonl"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, "score", path, "--to", "jsonl", "-o", out], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return spent, after.ru_maxrss / 1024, os.path.getsize(out)


def parquet_bytes(table):
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd")
    return sink.tell()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("news")
    arguments.add_argument("surmise")
    arguments.add_argument("--html-rate", type=float)
    given = arguments.parse_args()
    texts = articles(given.news)
    size = sum(len(text.encode()) for text in texts)
    seconds, memory, lines = of_command_line(given.surmise, "\n\n".join(texts))
    model = surmise.load()
    column = pa.array(texts)
    spent, scored = least(lambda: pa.table(model.score_arrow(column, threads=1)))
    bare, _ = least(lambda: model.score_arrow(column, threads=1, contributions=False))
    sentences = scored.num_rows
    words = parquet_bytes(scored) / sentences
    plain = parquet_bytes(scored.select(["row", "sentence", "start", "end", "label", "kind",
                                         "probability_opinion", "unsure"])) / sentences
    packed = gzip.compress("\n\n".join(texts).encode())
    gunzip, _ = least(lambda: gzip.decompress(packed))

    print("measured here (load average %.1f):" % os.getloadavg()[0])
    print(f"  {len(texts):,} texts of {size / len(texts):,.0f} bytes and {sentences / len(texts):.1f} sentences")
    print(f"  scoring, Arrow with words      {size / spent / 1e6:8.2f} MB/s")
    print(f"  scoring, Arrow without words   {size / bare / 1e6:8.2f} MB/s")
    print(f"  command line, JSON lines       {size / seconds / 1e6:8.2f} MB/s, peak memory {memory:.0f} MB")
    print(f"  gunzip                         {size / gunzip / 1e6:8.1f} MB/s")
    print(f"  bytes a sentence: Parquet {plain:.1f} without words and text, {words:.1f} with both; JSON lines {lines / sentences:.0f}")
    print(f"  this process, peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")

    html_rate = given.html_rate or HTML_RATE
    known = "given" if given.html_rate else "made-up pages"
    warc, html = ARTICLES_A_YEAR * WARC_BYTES_A_PAGE, ARTICLES_A_YEAR * HTML_BYTES_A_PAGE

    def hours(volume, rate):
        return volume / rate / 1e6 / 3600

    for name, share in (("all articles, as if English", 1.0), ("English alone", ENGLISH)):
        count = ARTICLES_A_YEAR * share
        text = count * TEXT_BYTES_AN_ARTICLE
        rows = text * sentences / size
        print(f"a year, {name}: {count / 1e6:.0f} million articles, {text / 1e12:.2f} TB of text, {rows / 1e9:.1f} billion sentences")
        print(f"  download {warc / 1e12:.1f} TB at {NETWORK_RATE:.0f} MB/s   {hours(warc, NETWORK_RATE):8.1f} hours of one network card")
        print(f"  gunzip {html / 1e12:.1f} TB                  {hours(html, size / gunzip / 1e6):8.1f} core-hours")
        print(f"  HTML to text at {html_rate:.0f} MB/s ({known}) {hours(html, html_rate):8.1f} core-hours")
        print(f"  scoring, Arrow with words        {hours(text, size / spent / 1e6):8.1f} core-hours")
        print(f"  scoring, command line            {hours(text, size / seconds / 1e6):8.1f} core-hours")
        print(f"  result: Parquet {rows * plain / 1e9:.0f} GB, with words and text {rows * words / 1e9:.0f} GB, JSON lines {rows * lines / sentences / 1e9:.0f} GB")


if __name__ == "__main__":
    sys.exit(main())
