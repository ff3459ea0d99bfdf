#!/usr/bin/env python3
"""Compares surmise with other ways to tell opinion from fact: on the same outside files, each
system that is trained being trained on training-data/ and its folder elsewhere/. See README.md beside this file.

Writes accuracy.json and, from it, accuracy.md. No text of the outside files goes into either."""

import argparse
import csv
import datetime
import glob
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RESULT = os.path.join(HERE, "accuracy.json")
TABLE = os.path.join(HERE, "accuracy.md")
RUNS = 3
FACT, OPINION = {"fact", "event", "statement"}, {"opinion", "judgement", "speculation", "appeal"}
# So many sentences, by repeating the file, does one timed run of surmise score.
TIMED_SENTENCES = 100_000
ONE_THREAD = {
    **dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
    ),
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
}
SOURCES = {
    "newssd-eng.csv": "NewsSD-ENG (Antici et al., LREC-COLING 2024), CC BY 4.0",
    "subj-4000.csv": "the first 2,000 + 2,000 of SUBJ (Pang & Lee 2004), CC BY 4.0",
}


def labelled(path):
    """The texts, whether each is opinion, and the document of each (its own row's number where
    the file has no documents). None where the file has no text and label."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or []
        gold = "kind" if "kind" in columns else "label"
        if "text" not in columns or gold not in columns:
            return None
        rows = list(reader)
    unknown = {row[gold] for row in rows} - FACT - OPINION
    if unknown or not rows:
        return None
    if "document" in columns:
        # surmise scores document by document, in the order of their first rows.
        first = {}
        for row in rows:
            first.setdefault(row["document"], len(first))
        rows.sort(key=lambda row: first[row["document"]])
    groups = [row.get("document") or str(number) for number, row in enumerate(rows)]
    return [row["text"] for row in rows], [row[gold] in OPINION for row in rows], groups


def corpus():
    """Our training sentences, file by file in the order of their names."""
    texts, opinion, groups = [], [], []
    for path in sorted(
        glob.glob(os.path.join(ROOT, "training-data", "*.csv"))
        + glob.glob(os.path.join(ROOT, "training-data", "elsewhere", "*.csv"))
    ):
        read = labelled(path)
        if read is None:
            sys.exit(f"{path}: no columns text and kind")
        for whole, part in zip((texts, opinion, groups), read):
            whole.extend(part)
    return texts, opinion, groups


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


# Size on disk.


def needed(package, found=None):
    """The distributions that `package` brings along, itself included, extras left out."""
    found = {} if found is None else found
    name = re.sub(r"[-_.]+", "-", package).lower()
    if name in found:
        return found
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return found
    found[name] = distribution
    for line in distribution.requires or []:
        if "extra ==" not in line:
            needed(re.match(r"[\w.-]+", line).group(), found)
    return found


def size_of_files(distribution):
    paths = {os.path.realpath(distribution.locate_file(file)) for file in distribution.files or []}
    return sum(os.path.getsize(path) for path in paths if not path.endswith(".pyc") and os.path.isfile(path))


def disk(system, folder):
    """Bytes of the model and of the library with what it needs (Python itself left out);
    packages for graphics cards, which nothing here uses, are counted apart."""
    model = sum(entry.stat().st_size for entry in os.scandir(folder)) if folder else 0
    library = accelerator = 0
    found = {}
    for package in system.packages:
        needed(package, found)
    for name, distribution in found.items():
        size = size_of_files(distribution)
        if re.match(r"(nvidia|cuda|triton)", name):
            accelerator += size
        else:
            library += size
    if hasattr(system, "weights"):
        from importlib.util import find_spec

        package, path = system.weights
        weights = os.path.getsize(os.path.join(os.path.dirname(find_spec(package).origin), path))
        model, library = model + weights, library - weights
    sizes = {"model": model, "library": library, "total": model + library}
    return {**sizes, "for_graphics_cards": accelerator} if accelerator else sizes


# Time.


def clocks(who):
    """The wall clock and the processor time of `who`, in seconds."""
    used = resource.getrusage(who)
    return time.perf_counter(), used.ru_utime + used.ru_stime, who


def since(before):
    """Wall and processor seconds since `before`."""
    now = clocks(before[2])
    return [now[0] - before[0], now[1] - before[1]]


def medians(runs):
    """The median wall seconds and the median processor seconds."""
    return [statistics.median(clock) for clock in zip(*runs)]


# The peers: each is trained in one process of its own and measured in others.


def worker(job, name, folder, files, answer):
    from systems import SYSTEMS

    system = SYSTEMS[name]
    told = {}
    if job == "train":
        before = time.perf_counter()
        model, chosen = system.train(*corpus())
        told = {"train_seconds": round(time.perf_counter() - before, 2), "chosen": chosen}
        system.save(model, folder)
    else:
        score = system.load(folder)
        score(["The vote was close."])
        told["ready_at"] = time.time()
        if job == "measure":
            told["scores"], told["seconds"] = {}, {}
            for path in files:
                texts = labelled(path)[0]
                seconds = []
                for _ in range(RUNS):
                    before = clocks(resource.RUSAGE_SELF)
                    scores = [float(one) for one in score(texts)]
                    seconds.append(since(before))
                told["scores"][path], told["seconds"][path] = scores, seconds
            if not system.trained:
                told["training_scores"] = [float(one) for one in score(corpus()[0])]
            told["disk"] = disk(system, folder if system.trained else None)
            told["versions"] = {
                one.metadata["Name"]: one.version
                for package in system.packages
                for one in needed(package).values()
            }
    with open(answer, "w", encoding="utf-8") as file:
        json.dump(told, file)


class Failed(Exception):
    """A system that could not be run, and why."""


def in_own_process(job, name, folder, files):
    answer = os.path.join(folder, "answer.json")
    started = time.time()
    done = subprocess.run(
        [sys.executable, os.path.abspath(__file__), "--worker", job, name, folder, answer, *files],
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise Failed(lines[-1].replace(ROOT, "."))
    with open(answer, encoding="utf-8") as file:
        told = json.load(file)
    os.remove(answer)
    if "ready_at" in told:
        told["start_seconds"] = told.pop("ready_at") - started
    return told


def peer(name, files):
    """What is needed of a peer: its scores on each file, and its costs."""
    from systems import SYSTEMS

    system = SYSTEMS[name]
    with tempfile.TemporaryDirectory() as folder:
        trained = in_own_process("train", name, folder, []) if system.trained else {}
        told = in_own_process("measure", name, folder, files)
        starts = [told["start_seconds"]]
        starts += [in_own_process("start", name, folder, [])["start_seconds"] for _ in range(RUNS - 1)]
    thresholds = dict(system.thresholds)
    if not system.trained:
        import numpy as np

        from figures import best_threshold

        own = np.array(corpus()[1])
        best = best_threshold(own, np.array(told["training_scores"]))
        thresholds["best on our training data"] = round(best, 4)
    row = {
        "title": system.title,
        "trained_on_our_data": system.trained,
        "settings": system.settings,
        **trained,
        "start_seconds": round(statistics.median(starts), 3),
        "bytes_on_disk": told["disk"],
        "versions": told["versions"],
    }
    speeds = {
        path: [len(told["scores"][path]) / clock for clock in medians(told["seconds"][path])]
        for path in files
    }
    return row, told["scores"], thresholds, system.gives_probability, speeds


# surmise itself.


def run(command):
    before = clocks(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    seconds = since(before)
    if done.returncode != 0:
        raise Failed(f"{os.path.basename(command[0])}: {done.stderr.strip()}")
    return done.stdout, seconds


def surmise(binary, files):
    with tempfile.TemporaryDirectory() as folder:
        evaluate = [binary, "evaluate", "--json", "--data"]
        with open(os.path.join(folder, "one.txt"), "w", encoding="utf-8") as file:
            file.write("The vote was close.\n")
        first = [binary, "score", "--to", "csv", file.name]
        start = medians([run(first)[1] for _ in range(RUNS)])
        scores, speeds, said = {}, {}, {}
        for path in files:
            predictions = os.path.join(folder, "predictions.csv")
            said[path] = json.loads(run([*evaluate, path, "--predictions", predictions])[0])
            with open(predictions, newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            texts, opinion, groups = labelled(path)
            if [row["gold"] == "opinion" for row in rows] != opinion:
                raise Failed(f"{path}: predictions stand in another order than the file")
            scores[path] = [float(row["probability_opinion"]) for row in rows]
            copies = -(-TIMED_SENTENCES // len(texts))
            # The whole road, from characters to a CSV row with its evidence.
            many = os.path.join(folder, "many.txt")
            with open(many, "w", encoding="utf-8") as file:
                file.write("\n\n".join(texts * copies))
            score = [binary, "score", "--to", "csv", "-o", os.path.join(folder, "many.csv")]
            whole = medians([run([*score, many])[1] for _ in range(RUNS)])
            speeds[path] = [
                copies * len(texts) / max(clock - first, 1e-9) for clock, first in zip(whole, start)
            ]
    model = os.path.getsize(os.path.join(ROOT, "models", "default.model"))
    size = os.path.getsize(binary)
    row = {
        "title": "surmise",
        "trained_on_our_data": True,
        "settings": "the model inside the program; sentences alone where the file has no documents",
        "start_seconds": round(start[0], 4),
        "bytes_on_disk": {"model": model, "library": size - model, "total": size},
        "versions": {"surmise": run([binary, "--version"])[0].split()[-1]},
        "binary_sha256": sha256(binary),
        "model_sha256": sha256(os.path.join(ROOT, "models", "default.model")),
    }
    return row, scores, {"own": 0.5}, True, speeds, said


def figures_of(files, scores, thresholds, gives_probability, speeds, said=None):
    """The figures on each file, by the file's name."""
    import numpy as np

    import figures

    rows = {}
    for path in files:
        _, opinion, groups = labelled(path)
        opinion, score = np.array(opinion), np.array(scores[path])
        predicted = [score >= threshold for threshold in thresholds.values()]
        f1_bands, auc_band = figures.intervals(opinion, score, predicted, groups)
        area = figures.auc(opinion, score)
        error = figures.ece(opinion, score) if gives_probability else None
        row = {
            "macro_f1": [
                {
                    "threshold": name,
                    "opinion_from": value,
                    "macro_f1": round(figures.macro_f1(opinion, one), 4),
                    "interval_95": band,
                    "predicted_opinion": int(one.sum()),
                }
                for (name, value), one, band in zip(thresholds.items(), predicted, f1_bands)
            ],
            "auc": None if area is None else round(area, 4),
            "auc_interval_95": auc_band,
            "ece": None if error is None else round(error, 4),
            "sentences_per_second": float(f"{speeds[path][0]:.3g}"),
            "sentences_per_cpu_second": float(f"{speeds[path][1]:.3g}"),
        }
        if said:
            # The program's own figures and this script's definitions must agree.
            ours = (figures.macro_f1(opinion, predicted[0]), area, error)
            for name, own in zip(("macro_f1", "auc", "ece"), ours):
                theirs = said[path][name]
                if (own is None) != (theirs is None) or (own is not None and abs(own - theirs) > 1e-9):
                    raise Failed(f"{path}: {name} is {own} here but {theirs} in `surmise evaluate`")
        rows[os.path.basename(path)] = row
    return rows


# The result.


def machine():
    model = platform.processor()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = re.search(r"model name\s*:\s*(.*)", file.read()).group(1)
    except (OSError, AttributeError):
        pass
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def commit():
    done = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty", "--exclude=*"],
        capture_output=True, text=True,
    )
    return done.stdout.strip() or None


def outside_files(folder):
    found = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.csv"))):
        read = labelled(path)
        if read is None:
            print(f"{path}: no columns text and label with known labels; left out", file=sys.stderr)
            continue
        name = os.path.basename(path)
        found[path] = {
            "source": SOURCES.get(name, "a file of the person who ran this"),
            "sha256": sha256(path),
            "sentences": len(read[0]),
            "opinion": sum(read[1]),
        }
    return found


def size_words(count):
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count / 1e3:.0f} kB"


def table(result):
    """The result as Markdown."""
    lines = []
    for name, about in result["files"].items():
        lines += [
            f"**{about['source'].split(' (')[0]}**, `{name}`: {about['sentences']:,} sentences, "
            f"{about['opinion']:,} of them opinion.",
            "",
            "| system | macro-F1 (95 %) | AUC (95 %) | ECE | sentences/s | start, s | model | with library |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for key in result["order"]:
            row = result["systems"].get(key)
            if row is None:
                continue
            if "unavailable" in row:
                lines.append(f"| {row['title']} | not run: {row['unavailable']} | | | | | | |")
                continue
            found = row["results"].get(name)
            if found is None:
                continue
            for number, at in enumerate(found["macro_f1"]):
                title = row["title"]
                if len(found["macro_f1"]) > 1:
                    title += f", opinion from {at['opinion_from']:g} ({at['threshold']})"
                f1 = f"{at['macro_f1']:.3f} ({at['interval_95'][0]:.3f}–{at['interval_95'][1]:.3f})"
                if number > 0:
                    lines.append(f"| {title} | {f1} | | | | | | |")
                    continue
                if found["auc"] is None:
                    area = "–"
                else:
                    low, high = found["auc_interval_95"]
                    area = f"{found['auc']:.3f} ({low:.3f}–{high:.3f})"
                error = "–" if found["ece"] is None else f"{found['ece']:.3f}"
                disk = row["bytes_on_disk"]
                lines.append(
                    f"| {title} | {f1} | {area} | {error} | {found['sentences_per_second']:,.0f} | "
                    f"{row['start_seconds']:.2f} | {size_words(disk['model']) if disk['model'] else '–'} | "
                    f"{size_words(disk['total'])} |"
                )
        lines.append("")
    dates = sorted({row["date"] for row in result["systems"].values()})
    machines = sorted({f"{row['machine']['cpu']}, {row['machine']['cores']} cores" for row in result["systems"].values()})
    load = max(row["machine"]["load_before"] for row in result["systems"].values())
    lines += [
        f"Made by `{result['command']}` ({' and '.join(dates)}; {'; '.join(machines)}; one thread each; "
        f"load of the machine beforehand up to {load:.1f}: above 1 the times are too slow). "
        "Systems that are trained were trained on our `training-data/`; TextBlob and VADER are word "
        "lists. The model is loaded when sentences are counted; start is from calling the program "
        "to its first label. Sizes leave out Python itself"
        + "".join(
            f", and for {row['title']} {size_words(row['bytes_on_disk']['for_graphics_cards'])} of "
            "packages for graphics cards that its library brings along"
            for row in result["systems"].values()
            if row.get("bytes_on_disk", {}).get("for_graphics_cards")
        )
        + ".",
    ]
    return "\n".join(lines) + "\n"


def write(path, text):
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".part", path)


def main():
    from systems import SYSTEMS

    order = ["surmise", *SYSTEMS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=order, metavar="SYSTEM",
                        help=f"refresh these systems' rows and keep the others: {', '.join(order)}")
    parser.add_argument("--binary", default=os.path.join(ROOT, "target", "release", "surmise"),
                        help="the program (default: target/release/surmise)")
    parser.add_argument("--no-build", action="store_true",
                        help="do not run `cargo build --release` first")
    parser.add_argument("--table", action="store_true", help="only write accuracy.md from accuracy.json")
    args = parser.parse_args()

    result = {"systems": {}, "files": {}}
    if os.path.exists(RESULT):
        with open(RESULT, encoding="utf-8") as file:
            result = json.load(file)
    if args.table:
        write(TABLE, table(result))
        return 0
    folder = os.environ.get("SURMISE_EVAL", os.path.join(ROOT, "..", "shared", "eval"))
    files = outside_files(folder)
    if not files:
        print(f"{folder}: no labelled CSV files here; set SURMISE_EVAL to their folder", file=sys.stderr)
        return 2
    now = {os.path.basename(path): about for path, about in files.items()}
    if args.only and result["systems"] and result["files"] != now:
        print(f"{RESULT}: was made from other outside files; run without --only", file=sys.stderr)
        return 2
    wanted = args.only or order
    if "surmise" in wanted and not args.no_build:
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
    if result["files"] != now:
        result["systems"] = {}
    result = {
        "what": "macro-F1 and AUC with 95 % percentile intervals (2,000 bootstrap resamples, seed fixed); "
        "ECE in 15 bins of equal count; median of 3 whole runs for times; one thread",
        "command": "SURMISE_EVAL=DIR python benches/compare/accuracy.py",
        "environment": ONE_THREAD,
        "files": now,
        "order": order,
        "systems": result["systems"],
    }
    if os.getloadavg()[0] > 1:
        print("the machine is busy; the accuracy will be right, the times too slow", file=sys.stderr)
    failures = 0
    for name in wanted:
        print(f"{name} …", file=sys.stderr, flush=True)
        about = {
            "date": datetime.date.today().isoformat(),
            "commit": commit(),
            "machine": machine(),
        }
        try:
            if name == "surmise":
                row, scores, thresholds, probability, speeds, said = surmise(args.binary, files)
            else:
                row, scores, thresholds, probability, speeds = peer(name, list(files))
                said = None
            row["results"] = figures_of(files, scores, thresholds, probability, speeds, said)
        except (Failed, OSError) as failed:
            title = SYSTEMS[name].title if name in SYSTEMS else name
            row = {"title": title, "unavailable": str(failed)}
            failures += 1
            print(f"{name}: not run: {failed}", file=sys.stderr)
        result["systems"][name] = {**row, **about}
        # After each system, so that an interrupted run keeps what it has.
        ordered = {key: result["systems"][key] for key in order if key in result["systems"]}
        result["systems"] = ordered
        write(RESULT, json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        write(TABLE, table(result))
    print(table(result), end="")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True  # nothing but the results is left in the repository
    sys.path.insert(0, HERE)
    if len(sys.argv) > 1 and sys.argv[1] == "--worker":
        _, _, job, name, folder, answer, *files = sys.argv
        worker(job, name, folder, files, answer)
    else:
        sys.exit(main())
