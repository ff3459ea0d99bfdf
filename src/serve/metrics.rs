//! What has the server done so far? Counted here, told in the text format of Prometheus
//! (version 0.0.4).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::answer::Answer;

/// The upper ends of the histogram's buckets, in microseconds: from less than a news article
/// takes to more than anybody waits.
const BUCKETS: [u64; 14] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 5_000_000, 10_000_000,
];

/// The routes that are told apart; whatever else is asked for is `other`.
pub(super) const ROUTES: [&str; 6] =
    ["/v1/score", "/v1/models", "/v1/models/reload", "/healthz", "/metrics", "/openapi.json"];

/// Counts since the start.
#[derive(Default)]
pub(super) struct Metrics {
    /// By route and status.
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    in_flight: AtomicUsize,
    texts: AtomicU64,
    sentences: AtomicU64,
    bytes: AtomicU64,
    /// Answered questions by bucket; the last are those beyond all buckets.
    durations: [AtomicU64; BUCKETS.len() + 1],
    total_microseconds: AtomicU64,
    switches: AtomicU64,
    failed_switches: AtomicU64,
}

impl Metrics {
    /// A request has come.
    pub(super) fn begin(&self) {
        self.in_flight.fetch_add(1, Relaxed);
    }

    /// A request has ended, with whatever it was answered or without.
    pub(super) fn end(&self) {
        self.in_flight.fetch_sub(1, Relaxed);
    }

    /// A request was answered.
    pub(super) fn answered(&self, path: &str, status: u16) {
        let route = ROUTES.into_iter().find(|route| *route == path).unwrap_or("other");
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.entry((route, status)).or_default() += 1;
    }

    /// Texts were scored.
    pub(super) fn scored(&self, answer: &Answer, took: Duration) {
        let add = |to: &AtomicU64, count: usize| to.fetch_add(count as u64, Relaxed);
        add(&self.texts, answer.texts);
        add(&self.sentences, answer.sentences);
        add(&self.bytes, answer.bytes);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BUCKETS.iter().position(|end| microseconds <= *end);
        self.durations[bucket.unwrap_or(BUCKETS.len())].fetch_add(1, Relaxed);
        self.total_microseconds.fetch_add(microseconds, Relaxed);
    }

    /// Another model became current.
    pub(super) fn switched(&self) {
        self.switches.fetch_add(1, Relaxed);
    }

    /// A model could not be read.
    pub(super) fn failed_to_switch(&self) {
        self.failed_switches.fetch_add(1, Relaxed);
    }

    /// All of it, with the id of the model in use.
    pub(super) fn text(&self, model: &str) -> String {
        let mut text = String::new();
        let mut say = |name: &str, sort: &str, help: &str, samples: &str| {
            write!(text, "# HELP {name} {help}\n# TYPE {name} {sort}\n{samples}")
                .expect("a String takes all that is written");
        };
        let plain = |name: &str, count: u64| format!("{name} {count}\n");
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let requests: String = requests
            .iter()
            .map(|((route, status), count)| {
                format!("surmise_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}\n")
            })
            .collect();
        say("surmise_requests_total", "counter", "Requests answered.", &requests);
        for (name, help, count) in [
            ("surmise_texts_total", "Texts scored.", &self.texts),
            ("surmise_sentences_total", "Sentences labelled.", &self.sentences),
            ("surmise_text_bytes_total", "Bytes of text scored.", &self.bytes),
            ("surmise_model_switches_total", "Changes of the model in use.", &self.switches),
            (
                "surmise_model_switch_failures_total",
                "Models that could not be read.",
                &self.failed_switches,
            ),
        ] {
            say(name, "counter", help, &plain(name, count.load(Relaxed)));
        }
        let name = "surmise_requests_in_flight";
        let in_flight = self.in_flight.load(Relaxed) as u64;
        say(name, "gauge", "Requests that are being answered.", &plain(name, in_flight));
        let info = format!("surmise_model_info{{model=\"{model}\"}} 1\n");
        say("surmise_model_info", "gauge", "The model in use.", &info);
        let name = "surmise_score_duration_seconds";
        let help = "From a question's head to its answer, for those that were answered.";
        say(name, "histogram", help, &self.histogram(name));
        text
    }

    fn histogram(&self, name: &str) -> String {
        let counts: Vec<u64> = self.durations.iter().map(|count| count.load(Relaxed)).collect();
        let mut below = 0;
        let mut text = String::new();
        for (end, count) in BUCKETS.iter().zip(&counts) {
            below += count;
            let seconds = Duration::from_micros(*end).as_secs_f64();
            writeln!(text, "{name}_bucket{{le=\"{seconds}\"}} {below}")
                .expect("a String takes all that is written");
        }
        let all: u64 = counts.iter().sum();
        let total = Duration::from_micros(self.total_microseconds.load(Relaxed)).as_secs_f64();
        text + &format!(
            "{name}_bucket{{le=\"+Inf\"}} {all}\n{name}_sum {total}\n{name}_count {all}\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_counts_in_its_bucket_and_all_above() {
        let metrics = Metrics::default();
        let answer = Answer { json: Vec::new(), texts: 1, sentences: 3, bytes: 40 };
        for microseconds in [1, 1_000, 1_001, 20_000_000] {
            metrics.scored(&answer, Duration::from_micros(microseconds));
        }
        metrics.answered("/v1/score", 200);
        metrics.answered("/v1/score", 200);
        metrics.answered("/nowhere\"}", 404);
        let text = metrics.text("d531e6153b48");
        for line in [
            "surmise_score_duration_seconds_bucket{le=\"0.0005\"} 1",
            "surmise_score_duration_seconds_bucket{le=\"0.001\"} 2",
            "surmise_score_duration_seconds_bucket{le=\"0.0025\"} 3",
            "surmise_score_duration_seconds_bucket{le=\"10\"} 3",
            "surmise_score_duration_seconds_bucket{le=\"+Inf\"} 4",
            "surmise_score_duration_seconds_sum 20.002002",
            "surmise_score_duration_seconds_count 4",
            "surmise_sentences_total 12",
            "surmise_text_bytes_total 160",
            "surmise_requests_total{route=\"/v1/score\",status=\"200\"} 2",
            "surmise_requests_total{route=\"other\",status=\"404\"} 1",
            "surmise_model_info{model=\"d531e6153b48\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
