//! Instances of the module for batches: as many at work as there are processors, each with one batch at a time.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::sync::Semaphore;

use super::batch::Batch;
use super::intake::{self, Packing, Refusal, Shape};
use crate::answer::Answerer;
use crate::cli::OnFailure;
use crate::engine::Module;

/// The instances that are free.
pub struct Pool {
    turns: Arc<Semaphore>,
    free: Arc<Mutex<Vec<Answerer>>>,
    module: Module,
    schema: String,
    on_error: OnFailure,
}

/// A body as it was received.
pub struct Body<B> {
    /// Its bytes, at most as many as its limit.
    pub bytes: B,
    /// How they are packed.
    pub packing: Packing,
    /// What they hold.
    pub shape: Shape,
    /// How long their text may be, in bytes.
    pub limit: usize,
}

impl Pool {
    /// `jobs` instances for the schema of that name.
    ///
    /// # Errors
    /// When the module does not start or has no such schema.
    pub fn start(module: &Module, schema: &str, jobs: NonZeroUsize, on_error: OnFailure) -> Result<Pool> {
        let free = (0..jobs.get()).map(|_| Answerer::new(module, schema)).collect::<Result<Vec<_>>>()?;
        Ok(Pool {
            turns: Arc::new(Semaphore::new(jobs.get())),
            free: Arc::new(Mutex::new(free)),
            module: module.clone(),
            schema: schema.to_owned(),
            on_error,
        })
    }

    /// Normalises the batch in a body, off the runtime's threads.
    ///
    /// # Errors
    /// When the body cannot be read.
    pub async fn normalise<B>(&self, body: Body<B>) -> Result<Batch, Refusal>
    where
        B: AsRef<[u8]> + Send + 'static,
    {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Refusal::NoInstance)?;
        let (free, module, schema) = (self.free.clone(), self.module.clone(), self.schema.clone());
        let on_error = self.on_error;
        let work = move || {
            let text = intake::unpack(body.bytes.as_ref(), body.packing, body.limit)?;
            drop(body.bytes);
            // A turn means that an instance is free, unless one was lost to a panic.
            let free_one = lock(&free).pop();
            let mut answerer = match free_one {
                Some(answerer) => answerer,
                None => Answerer::new(&module, &schema).map_err(|_| Refusal::NoInstance)?,
            };
            let batch = Batch::of(&intake::records(&text, body.shape), &mut answerer, on_error);
            lock(&free).push(answerer);
            drop(turn);
            Ok(batch)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(Err(Refusal::NoInstance))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
