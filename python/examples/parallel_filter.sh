#!/usr/bin/env bash
# The plain road: the command line program as a filter, one line in and one line out, on every
# core by GNU parallel. The same line serves `RDD.pipe` and Hadoop streaming.
#
#   parallel_filter.sh < articles.jsonl > scored.jsonl
#
# Each line of the input is a JSON object with the member `text`. Lines keep their order (-k),
# blocks end at line ends. A line that is no article gives a line with its `error`; then the exit
# code is not 0, and all other lines are there.
set -euo pipefail
surmise=${SURMISE:-surmise}
parallel --pipe --block 4M -k "$surmise" score --from jsonl --to jsonl --nested -
