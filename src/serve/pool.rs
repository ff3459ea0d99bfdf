//! *A worker knows one model at a time by heart.* So many threads as there are cores take
//! questions from one queue, which has an end: who finds it full is told so at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::classify::Classifier;
use crate::error::{Error, Result};
use crate::model::Model;

use super::answer::{Answer, answer};
use super::limits::Limits;
use super::problem::{Problem, Sort};
use super::question::Question;

/// A question on its way to a worker, with the model that was current when it came.
struct Job {
    question: Question,
    model: Arc<Model>,
    reply: oneshot::Sender<Answered>,
}

type Answered = std::result::Result<Answer, Problem>;

/// The workers' queue.
pub(super) struct Pool {
    queue: SyncSender<Job>,
    limits: Limits,
}

impl Pool {
    /// Starts the workers, which end with the pool.
    ///
    /// # Errors
    ///
    /// Where the system gives no threads.
    pub(super) fn start(limits: Limits) -> Result<Pool> {
        let (queue, jobs) = sync_channel(limits.queue);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 1..=limits.workers {
            let jobs = Arc::clone(&jobs);
            std::thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn(move || work(&jobs, limits.answer_bytes()))
                .map_err(|cause| Error::new(format!("no thread for a worker: {cause}")))?;
        }
        Ok(Pool { queue, limits })
    }

    /// What a worker answers with this model.
    pub(super) async fn ask(&self, question: Question, model: Arc<Model>) -> Answered {
        let (reply, answered) = oneshot::channel();
        self.queue.try_send(Job { question, model, reply }).map_err(|refused| match refused {
            TrySendError::Full(_) => {
                let waiting = self.limits.queue;
                Problem::new(Sort::QueueFull, format!("{waiting} wait already; ask again later"))
            }
            TrySendError::Disconnected(_) => Problem::new(Sort::Fault, "no worker is left"),
        })?;
        match tokio::time::timeout(self.limits.patience, answered).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(Problem::new(Sort::Fault, "the worker is gone; ask again")),
            Err(_) => {
                let waited = self.limits.patience.as_secs();
                let wanted = format!("not done within {waited} s; send fewer texts at once");
                Err(Problem::new(Sort::TooSlow, wanted))
            }
        }
    }
}

fn next(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    // Nobody waits for a job while it is done, so a worker that panics leaves no lock behind.
    jobs.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Answers questions until there are no more to come.
fn work(jobs: &Mutex<Receiver<Job>>, most_bytes: usize) {
    let mut waiting = next(jobs);
    while let Some(mut job) = waiting {
        let model = Arc::clone(&job.model);
        let mut classifier = Classifier::new(&model, job.question.settings);
        waiting = loop {
            let whole = does(job, &model, &mut classifier, most_bytes);
            match next(jobs) {
                Some(other) if whole && Arc::ptr_eq(&other.model, &model) => job = other,
                other => break other,
            }
        };
    }
}

/// Does a job; says whether the classifier is still whole.
fn does(job: Job, model: &Model, classifier: &mut Classifier<'_>, most_bytes: usize) -> bool {
    let Job { question, model: _, reply } = job;
    let given_up = || reply.is_closed();
    let answering = AssertUnwindSafe(|| answer(question, model, classifier, most_bytes, &given_up));
    let answered = catch_unwind(answering);
    let whole = answered.is_ok();
    let answered = answered.unwrap_or_else(|_| {
        let told = "the question was not answered; please report it with the text";
        Err(Problem::new(Sort::Fault, told))
    });
    // Who asked may be gone.
    let _ = reply.send(answered);
    whole
}
