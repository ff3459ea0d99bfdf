"""The scikit-learn classifier keeps scikit-learn's own rules."""

import pickle
import warnings

import pytest

pytest.importorskip("sklearn")
np = pytest.importorskip("numpy")

from sklearn.base import clone  # noqa: E402
from sklearn.exceptions import NotFittedError  # noqa: E402
from sklearn.model_selection import GroupKFold, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import FunctionTransformer  # noqa: E402
from sklearn.utils import estimator_checks  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

from surmise.sklearn import SurmiseClassifier  # noqa: E402

#: scikit-learn runs one check alone on estimators of texts: all others make up arrays of numbers.
#: These need no data, so they are run here by name.
WITHOUT_DATA = [
    "check_estimator_cloneable",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_mixin_order",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
]

#: These are expected to fail: they make a table of numbers and fit it, or take its first column
#: as the labels. What they ask is asked of texts below: fitting twice, the order of samples,
#: subsets of them, a missing y, an unfitted estimator, untouched parameters.
NEED_NUMBERS = [
    "check_fit_score_takes_y",
    "check_estimators_overwrite_params",
    "check_dont_overwrite_parameters",
    "check_estimators_fit_returns_self",
    "check_fit_idempotent",
    "check_dict_unchanged",
    "check_methods_subset_invariance",
    "check_methods_sample_order_invariance",
]


def test_check_estimator_passes_what_applies():
    with warnings.catch_warnings():
        # scikit-learn warns that it cannot make texts up for the rest of its checks.
        warnings.simplefilter("ignore")
        check_estimator(SurmiseClassifier())


@pytest.mark.parametrize("check", WITHOUT_DATA)
def test_a_check_without_data_passes(check):
    getattr(estimator_checks, check)("SurmiseClassifier", SurmiseClassifier())


@pytest.mark.parametrize("check", NEED_NUMBERS)
def test_a_check_that_fits_numbers_fails_as_expected(check):
    expected = "expected a string|expected one dimension|too many indices"
    with pytest.raises((ValueError, IndexError), match=expected):
        getattr(estimator_checks, check)("SurmiseClassifier", SurmiseClassifier())


def test_what_those_checks_ask_holds_for_texts(labelled):
    texts, labels = [row[0] for row in labelled[:400]], [row[1] for row in labelled[:400]]
    classifier = SurmiseClassifier(expect_opinion=0.4)
    before = classifier.get_params()
    assert classifier.fit(texts, labels) is classifier
    proba = classifier.predict_proba(texts)
    state = set(vars(classifier))
    assert (classifier.fit(texts, labels).predict_proba(texts) == proba).all()
    assert (classifier.predict_proba(texts[::-1])[::-1] == proba).all()
    one_by_one = np.vstack([classifier.predict_proba([text]) for text in texts])
    assert (one_by_one == proba).all()
    assert classifier.get_params() == before
    assert set(vars(classifier)) == state
    with pytest.raises(ValueError, match="requires y to be passed"):
        SurmiseClassifier().fit(texts)


def test_it_fits_texts_and_predicts_labels(labelled):
    texts, kinds, groups, _ = map(list, zip(*labelled))
    labels = ["opinion" if k in ("judgement", "speculation", "appeal") else "fact" for k in kinds]
    classifier = SurmiseClassifier().fit(np.array(texts, dtype=object), kinds, groups=groups)
    proba = classifier.predict_proba(texts)
    assert proba.shape == (len(texts), 2)
    assert np.allclose(proba.sum(axis=1), 1)
    predicted = classifier.predict(texts)
    assert set(predicted) == set(classifier.classes_) == {"fact", "opinion"}
    assert classifier.score(texts, kinds) == classifier.score(texts, labels) > 0.9
    again = pickle.loads(pickle.dumps(classifier))
    assert (again.predict_proba(texts) == proba).all()
    one = SurmiseClassifier(threads=1).fit(texts[::-1], kinds[::-1], groups=groups[::-1])
    assert (one.predict_proba(texts) == proba).all()


def test_it_stands_in_cross_validation_and_pipelines(labelled):
    texts, kinds, groups, _ = map(list, zip(*labelled))
    labels = ["opinion" if k in ("judgement", "speculation", "appeal") else "fact" for k in kinds]
    scores = cross_val_score(SurmiseClassifier(), texts, labels, groups=groups, cv=GroupKFold(3))
    assert scores.mean() > 0.75
    strip = FunctionTransformer(lambda texts: [text.strip() for text in texts])
    assert make_pipeline(strip, SurmiseClassifier()).fit(texts, labels).score(texts, labels) > 0.9


def test_parameters_are_cloned_and_what_is_wrong_is_named():
    assert clone(SurmiseClassifier(expect_opinion=0.2)).expect_opinion == 0.2
    with pytest.raises(NotFittedError):
        SurmiseClassifier().predict(["It rained."])
    shipped = SurmiseClassifier.pretrained(expect_opinion=0.3)
    assert list(shipped.predict(["The budget passed by 7 votes to 4."])) == ["fact"]
    with pytest.raises(ValueError, match="text 1: found no text"):
        shipped.predict(["It rained.", " "])
    with pytest.raises(ValueError, match="text 0: found 3; expected a string"):
        shipped.predict([3])
    with pytest.raises(ValueError, match="one string"):
        shipped.predict("It rained.")
    with pytest.raises(ValueError, match="expected one dimension"):
        shipped.predict(np.array([["a", "b"]], dtype=object))
    with pytest.raises(ValueError, match="found 2 texts and 1 labels"):
        SurmiseClassifier().fit(["a", "b"], ["fact"])
