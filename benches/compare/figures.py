"""Figures of scored sentences. The same definitions as src/learn/metrics.rs: macro-F1 from
counts, AUC with ties at one half, ECE over 15 bins of equal count (ties ordered by label).
accuracy.py holds them against `surmise evaluate --json`."""

import numpy as np

BINS = 15
RESAMPLES = 2000
SEED = 20240501


def macro_f1(opinion, predicted, weight=None):
    """The mean of the two labels' F1; a label neither there nor predicted is left out."""
    weight = np.ones(len(opinion)) if weight is None else weight
    scores = []
    for gold, said in ((opinion, predicted), (~opinion, ~predicted)):
        both = weight[gold].sum() + weight[said].sum()
        if both > 0:
            scores.append(2 * weight[gold & said].sum() / both)
    return float(np.mean(scores)) if scores else None


def auc(opinion, score, weight=None):
    """The chance that an opinion stands above a fact; None where a label is absent."""
    weight = np.ones(len(opinion)) if weight is None else weight
    _, place = np.unique(score, return_inverse=True)
    opinions = np.bincount(place, weight * opinion)
    facts = np.bincount(place, weight * ~opinion)
    pairs = opinions.sum() * facts.sum()
    if pairs == 0:
        return None
    below = np.cumsum(facts) - facts
    return float((opinions * (below + facts / 2)).sum() / pairs)


def ece(opinion, probability):
    """How far the probabilities lie from what came true, weighted over the bins."""
    order = np.lexsort((opinion, probability))
    count = len(order)
    bins = min(BINS, count)
    off = 0.0
    for number in range(bins):
        members = order[number * count // bins : (number + 1) * count // bins]
        off += abs(probability[members].sum() - opinion[members].sum())
    return float(off / count) if count else None


def intervals(opinion, score, predicted, groups):
    """95 % percentile intervals of macro-F1 for each array of `predicted` and of AUC, by
    drawing `groups` (documents, or sentences where there are none) with replacement."""
    random = np.random.default_rng(SEED)
    _, groups = np.unique(groups, return_inverse=True)
    count = groups.max() + 1
    drawn_f1 = [[] for _ in predicted]
    drawn_auc = []
    for _ in range(RESAMPLES):
        times = np.bincount(random.integers(0, count, count), minlength=count)
        weight = times[groups].astype(float)
        for kept, said in zip(drawn_f1, predicted):
            kept.append(macro_f1(opinion, said, weight))
        drawn_auc.append(auc(opinion, score, weight))

    def band(drawn):
        drawn = [one for one in drawn if one is not None]
        return [round(float(edge), 4) for edge in np.percentile(drawn, [2.5, 97.5])] if drawn else None

    return [band(kept) for kept in drawn_f1], band(drawn_auc)


def best_threshold(opinion, score):
    """The threshold with the highest macro-F1 (the lowest such); opinion is `score >= it`.
    Candidates lie half-way between neighbouring scores."""
    values = np.unique(score)
    edges = np.concatenate([[values[0]], (values[1:] + values[:-1]) / 2])
    if len(edges) > 2000:
        edges = np.unique(np.quantile(edges, np.linspace(0, 1, 2000)))
    found = [macro_f1(opinion, score >= edge) for edge in edges]
    return float(edges[int(np.argmax(found))])
