"""One core of a Spark worker against one core of the command line.

    python benches/worker.py NEWS.txt.gz SURMISE [TIMES]

Both score the same articles, TIMES over. Inside a Spark worker the CPU seconds of its thread are
taken around what `surmise.spark` does with each batch, from Arrow rows to Arrow rows; the command
line's are those of the whole process, reading and writing included, in the format named. End to
end is Spark's wall-clock time for the whole job, reading from the driver, serialisation, and
start of the Python workers included.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
import pyspark.sql

import surmise
import surmise.spark
from texts import articles


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(path, program, times=4):
    texts = articles(path) * times
    size = sum(len(text.encode()) for text in texts)
    for form in ("csv", "jsonl"):
        with tempfile.TemporaryDirectory() as folder:
            for number, text in enumerate(texts):
                with open(f"{folder}/{number:07}.txt", "w", encoding="utf-8") as file:
                    file.write(text)
            best = float("inf")
            for _ in range(3):
                spent = children()
                command = [program, "score", folder, "--to", form, "-o", f"{folder}/out.{form}"]
                subprocess.run(command, check=True)
                best = min(best, children() - spent)
                os.remove(f"{folder}/out.{form}")
        print(f"command line, {form:6}{best:8.2f} CPU s{size / best / 1e6:8.2f} MB/s", flush=True)
        line = best

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = pyspark.sql.SparkSession.builder.master("local[1]")
    spark = builder.config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    frame = spark.createDataFrame(pa.table({"text": texts})).repartition(4).cache()
    frame.count()
    carried = surmise.spark._carried_model(spark, None)

    def timed(batches):
        model = carried.model()
        for batch in batches:
            start = time.thread_time()
            scored = pa.table(model.score_arrow(batch, "text", threads=1)).combine_chunks()
            kept = pa.Table.from_batches([batch]).select([]).take(scored.column("row"))
            del kept
            spent = time.thread_time() - start
            yield pa.RecordBatch.from_arrays(
                [pa.array([spent]), pa.array([scored.num_rows])], names=["seconds", "rows"]
            )

    best = float("inf")
    for _ in range(3):
        rows = frame.mapInArrow(timed, "seconds double, rows long").collect()
        best = min(best, sum(row.seconds for row in rows))
    count = sum(row["rows"] for row in rows)
    print(f"in a Spark worker   {best:8.2f} CPU s{size / best / 1e6:8.2f} MB/s   {count:,} sentences")
    print(f"worker / command line (jsonl): {line / best:.2f}")
    for words in (True, False):
        start = time.perf_counter()
        scored = surmise.spark.score_sentences(frame, "text", contributions=words)
        scored.write.format("noop").mode("overwrite").save()
        seconds = time.perf_counter() - start
        named = "with" if words else "without"
        print(f"end to end, {named} words {seconds:8.2f} s    {size / seconds / 1e6:8.2f} MB/s", flush=True)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
