"""What Python costs on Arrow batches: `score_arrow` against the same Rust without Python.

    python benches/overhead.py NEWS.txt.gz RUST_PATH [ROUNDS]

RUST_PATH is the program of benches/rust_path.rs. Both score the same articles on one thread, in
batches of 10,000 rows, with the words that decided; rounds alternate, and the least CPU time of
each counts. Linux only.
"""

import subprocess
import sys
import tempfile
import time

import pyarrow as pa

import surmise
from texts import articles


def main(path, program, rounds=5):
    texts = [" ".join(article.split()) for article in articles(path)]
    model = surmise.load()
    column = pa.array(texts)
    least = {"rust": float("inf"), "python": float("inf")}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lines:
        lines.write("\n".join(texts) + "\n")
        lines.flush()
        for _ in range(rounds):
            told = subprocess.run([program, lines.name, "1"], check=True, capture_output=True, text=True)
            seconds, count = told.stdout.split()
            least["rust"] = min(least["rust"], float(seconds))
            start, found = time.thread_time(), 0
            for first in range(0, len(column), 10_000):
                batch = pa.record_batch([column[first : first + 10_000]], names=["text"])
                found += pa.table(model.score_arrow(batch, threads=1)).num_rows
            least["python"] = min(least["python"], time.thread_time() - start)
            assert found == int(count), "both score the same sentences"
    size = sum(len(text.encode()) for text in texts)
    for road, seconds in least.items():
        print(f"{road:8}{seconds:8.3f} s  {found / seconds:10,.0f} sentences/s  {size / seconds / 1e6:6.2f} MB/s")
    print(f"overhead of Python: {least['python'] / least['rust'] - 1:+.1%}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
