#!/usr/bin/env python3
"""How fast and how large: surmise, wc -w, fastText, scikit-learn and Vowpal Wabbit on the same
English text, each as a whole process on one core, surmise also on all, in turn. See README.md
beside this file.

Writes speed.json and, from it, speed.md."""

import argparse
import datetime
import gzip
import hashlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing but the results is left in the repository
import accuracy
from accuracy import HERE, ONE_THREAD, ROOT

RESULT = os.path.join(HERE, "speed.json")
TABLE = os.path.join(HERE, "speed.md")
BATCH = 10_000
OUT = object()


def vw_line(text, label=None):
    """A line for Vowpal Wabbit, whose own marks `|` and `:` become spaces."""
    words = re.sub(r"[|:\s]+", " ", text)
    return f"{'' if label is None else 1 if label else -1} | {words}\n"


def job(name, folder, text):
    """A peer's whole work in a process of its own: read the lines, label them, write labels."""
    from systems import SYSTEMS

    if name == "train":
        for key in ("fasttext", "sklearn-nb"):
            os.mkdir(os.path.join(folder, key))
            model, _ = SYSTEMS[key].train(*accuracy.corpus())
            SYSTEMS[key].save(model, os.path.join(folder, key))
        return
    path = os.path.join(folder, name)
    lines = open(text, encoding="utf-8", errors="replace")
    if name == "sklearn-nb":
        model = SYSTEMS[name].saved(path)
        said = model.predict_proba
    else:
        import fasttext

        fasttext.FastText.eprint = lambda *told: None
        model = fasttext.load_model(os.path.join(path, "model.bin"))

        def said(batch):
            labels, shares = model.predict(batch)
            # An empty line gets no label.
            return [(*label, "")[:1] + (*share, 0.0)[:1] for label, share in zip(labels, shares)]

    with lines, open(os.devnull, "w", encoding="utf-8") as out:
        batch = []

        def write():
            for one in said(batch):
                out.write(f"{one[0]} {one[1]}\n")
            batch.clear()

        for line in lines:
            batch.append(line.rstrip("\n"))
            if len(batch) == BATCH:
                write()
        if batch:
            write()


def train_vw(folder):
    training = os.path.join(folder, "training.vw")
    texts, opinion, _ = accuracy.corpus()
    with open(training, "w", encoding="utf-8") as file:
        file.writelines(vw_line(text, label) for text, label in zip(texts, opinion))
    cache = os.path.join(folder, "training.cache")
    model = os.path.join(folder, "model.vw")
    subprocess.run(
        [sys.executable, "-m", "vowpalwabbit", "--quiet", "-d", training, "--loss_function", "logistic",
         "--ngram", "2", "-b", "20", "--passes", "5", "--cache_file", cache, "-f", model],
        check=True,
    )
    return model


def measured(command, cores):
    """Seconds and peak memory in bytes of a whole process on these cores. `OUT` in the command is
    a folder that is not there yet."""
    with tempfile.NamedTemporaryFile("r") as memory, tempfile.TemporaryDirectory() as fresh, \
            open(os.devnull, "wb") as out:
        command = [os.path.join(fresh, "out") if part == OUT else part for part in command]
        cores = ",".join(str(core) for core in cores)
        timed = ["taskset", "-c", cores, "/usr/bin/time", "-o", memory.name, "-f", "%M", *command]
        before = time.perf_counter()
        done = subprocess.run(timed, stdout=out, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, **ONE_THREAD, "LC_ALL": "C.UTF-8"})
        seconds = time.perf_counter() - before
        if done.returncode != 0:
            told = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
            raise accuracy.Failed(told[-1])
        return seconds, int(memory.read().split()[-1]) * 1024


def table(result):
    lines = [
        "| program | cores | MB/s | of `wc -w` | peak memory | what it does |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in result["programs"].values():
        if "unavailable" in row:
            lines.append(f"| {row['title']} | {row['cores']} | not run: {row['unavailable']} | | | {row['does']} |")
            continue
        lines.append(
            f"| {row['title']} | {row['cores']} | {row['megabytes_per_second']:.1f} | {row['of_wc']:.3f} | "
            f"{row['peak_bytes'] / 1e6:.0f} MB | {row['does']} |"
        )
    text = result["text"]
    lines += [
        "",
        f"Made by `{result['command']}` ({result['date']}; {result['machine']['cpu']}, "
        f"{result['machine']['cores']} cores; the peers work on one). {text['bytes'] / 1e6:.0f} MB of English text "
        f"({text['copies']} times `{text['name']}`); whole processes, loading included; median of "
        f"{result['runs']} runs, the programs in turn.",
    ]
    for name, ratio in result["all_cores_of_one"].items():
        title = result["programs"][name]["title"]
        lines.append(f"{title} on all cores: {ratio:.2f} times its speed on one core.")
    return "\n".join(lines) + "\n"


def main():
    from systems import SYSTEMS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default=os.path.join(ROOT, "..", "shared", "bench", "english.txt.gz"),
                        help="English text, gzip or plain (default: ../shared/bench/english.txt.gz)")
    parser.add_argument("--copies", type=int, default=10, help="how often it is repeated (default: 10)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each program (default: 3)")
    parser.add_argument("--core", type=int, default=min(os.sched_getaffinity(0)),
                        help="the core of those that run on one (default: the first)")
    parser.add_argument("--binary", default=os.path.join(ROOT, "target", "release", "surmise"),
                        help="the program (default: target/release/surmise)")
    parser.add_argument("--no-build", action="store_true", help="do not run `cargo build --release` first")
    args = parser.parse_args()
    for tool in ("taskset", "/usr/bin/time", "wc"):
        if shutil.which(tool) is None:
            print(f"{tool}: not found; install the packages util-linux and time", file=sys.stderr)
            return 2
    if not args.no_build:
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
    opened = gzip.open if args.text.endswith(".gz") else open
    with opened(args.text, "rb") as file:
        once = file.read()
    if not once.endswith(b"\n"):
        once += b"\n"
    before = accuracy.machine()
    with tempfile.TemporaryDirectory() as folder:
        text = os.path.join(folder, "text.txt")
        with open(text, "wb") as file:
            for _ in range(args.copies):
                file.write(once)
        vw_text = os.path.join(folder, "text.vw")
        with open(text, encoding="utf-8", errors="replace") as lines, \
                open(vw_text, "w", encoding="utf-8") as file:
            file.writelines(vw_line(line) for line in lines)
        spaced_text = os.path.join(folder, "text.spaced")
        with open(text, encoding="utf-8", errors="replace") as lines, \
                open(spaced_text, "w", encoding="utf-8") as file:
            file.writelines(SYSTEMS["fasttext"].spaced(line) + "\n" for line in lines)
        print("training fastText, scikit-learn and Vowpal Wabbit …", file=sys.stderr, flush=True)
        own = [sys.executable, os.path.abspath(__file__), "--job"]
        subprocess.run([*own, "train", folder, text], check=True, env={**os.environ, **ONE_THREAD})
        vw = [sys.executable, "-m", "vowpalwabbit", "--quiet", "-t", "-i", train_vw(folder),
              "-d", vw_text, "-p", "/dev/stdout"]
        one, every = [args.core], sorted(os.sched_getaffinity(0))
        score = (
            "surmise score --to csv",
            "splits sentences, labels them, names the deciding words, writes CSV",
            [args.binary, "score", "--to", "csv", text],
        )
        report = (
            "surmise report",
            "the same, and a table of articles and a page, all on the disk",
            [args.binary, "report", text, "-o", OUT],
        )
        programs = {
            "wc": ("wc -w", "counts words (C.UTF-8)", ["wc", "-w", text], one),
            "surmise": (*score, one),
            "surmise-report": (*report, one),
            "surmise-all": (*score, every),
            "surmise-report-all": (*report, every),
            "fasttext": ("fastText predict",
                         "labels lines whose words were set apart beforehand; pairs of words",
                         [*own, "fasttext", folder, spaced_text], one),
            "sklearn-nb": ("scikit-learn MultinomialNB", "labels lines; pairs of words",
                           [*own, "sklearn-nb", folder, text], one),
            "vw": ("Vowpal Wabbit", "labels lines that were put into its own format beforehand; pairs of words",
                   vw, one),
        }
        if len(every) == 1:
            programs = {name: made for name, made in programs.items() if not name.endswith("-all")}
        runs = {name: [] for name in programs}
        broken = {}
        # In turn, so that a slow minute of the machine hits all alike.
        for number in range(args.runs):
            for name, (title, _, command, cores) in programs.items():
                if name in broken:
                    continue
                try:
                    runs[name].append(measured(command, cores))
                    print(f"{number + 1} {title}, {len(cores)} cores: {runs[name][-1][0]:.2f} s",
                          file=sys.stderr, flush=True)
                except (accuracy.Failed, OSError) as failed:
                    broken[name] = str(failed)
    size = len(once) * args.copies
    rows = {}
    for name, (title, does, _, cores) in programs.items():
        if name in broken:
            rows[name] = {"title": title, "does": does, "cores": len(cores), "unavailable": broken[name]}
            continue
        # The ratio is taken run by run, between neighbours in time.
        ratios = [wc[0] / one[0] for wc, one in zip(runs["wc"], runs[name])]
        seconds = statistics.median(one[0] for one in runs[name])
        rows[name] = {
            "title": title,
            "does": does,
            "cores": len(cores),
            "seconds": [round(one[0], 3) for one in runs[name]],
            "megabytes_per_second": round(size / seconds / 1e6, 2),
            "of_wc": round(statistics.median(ratios), 4),
            "peak_bytes": max(one[1] for one in runs[name]),
        }
    scaling = {}
    for name in rows:
        if f"{name}-all" in rows and not {name, f"{name}-all"} & broken.keys():
            pairs = zip(runs[name], runs[f"{name}-all"])
            scaling[name] = round(statistics.median(one[0] / all_[0] for one, all_ in pairs), 3)
    result = {
        "what": "whole processes on one core or all (taskset), loading included, in turn; median of the "
        "runs; ratios between runs of the same turn; MB are 10^6 bytes",
        "command": "python benches/compare/speed.py" + (f" --copies {args.copies}" if args.copies != 10 else ""),
        "date": datetime.date.today().isoformat(),
        "commit": accuracy.commit(),
        "machine": before,
        "versions": versions(args.binary),
        "text": {
            "name": os.path.basename(args.text),
            "sha256_unpacked": hashlib.sha256(once).hexdigest(),
            "copies": args.copies,
            "bytes": size,
        },
        "runs": args.runs,
        "programs": rows,
        "all_cores_of_one": scaling,
    }
    accuracy.write(RESULT, json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    accuracy.write(TABLE, table(result))
    print(table(result), end="")
    return 1 if broken else 0


def versions(binary):
    from importlib.metadata import version

    found = {name: version(name) for name in ("fasttext-wheel", "scikit-learn", "numpy", "vowpalwabbit")}
    found["surmise"] = accuracy.run([binary, "--version"])[0].split()[-1]
    found["wc"] = accuracy.run(["wc", "--version"])[0].splitlines()[0]
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "--job":
        job(*sys.argv[2:])
    else:
        sys.exit(main())
