//! One read through the tiers.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Tiers;
use super::key::{Key, Kind};
use super::shared::Turn;
use super::stats::Count;
use super::value::{Data, Loaded, Value};
use crate::{Error, Result};

/// How often a value is loaded that is too old as soon as it is there, before it is shown without being kept.
const TRIES: usize = 3;
/// How long another process is waited for that loads the same value.
const WAIT: Duration = Duration::from_millis(400);
/// How often it is looked for.
const STEP: Duration = Duration::from_millis(10);

impl Tiers {
    /// The value of a key. In this process one reader of a key looks further than the process, all others wait for what
    /// comes of it.
    pub(super) async fn read<T, F>(&self, key: &Key, load: &(impl Fn() -> F + Send + Sync)) -> Result<Arc<T>>
    where
        T: Data,
        F: Future<Output = Result<Loaded<T>>> + Send,
    {
        if self.is_following() {
            for _ in 0..TRIES {
                if let Some(data) = self.in_process(key).await {
                    return Ok(data);
                }
                let is_old = |kept: &Result<Value, Arc<Error>>| !kept.as_ref().is_ok_and(|value| self.counts(value));
                let entry = self.process.entry_by_ref(key).or_insert_with_if(self.fetch(key, load), is_old).await;
                let is_ours = entry.is_fresh();
                match entry.into_value() {
                    Ok(value) if self.counts(&value) => {
                        if !is_ours {
                            self.counters.add(key.kind, Count::ProcessHit);
                        }
                        if let Some(data) = value.data() {
                            return Ok(data);
                        }
                    }
                    // It changed while it was being read, perhaps by somebody who began long before.
                    Ok(_) => {}
                    Err(error) => return Err(Error::Shared(error)),
                }
            }
        }
        self.counters.add(key.kind, Count::Load);
        Ok(Arc::new(load().await?.made.data))
    }

    /// The values of a kind for these ids, each with its id.
    pub(super) async fn read_many<T, F>(
        &self,
        kind: Kind,
        ids: &[i64],
        load: &(impl Fn(Vec<i64>) -> F + Send + Sync),
    ) -> Result<Vec<(i64, Arc<T>)>>
    where
        T: Data,
        F: Future<Output = Result<Vec<(i64, Loaded<T>)>>> + Send,
    {
        let mut found = HashMap::with_capacity(ids.len());
        if self.is_following() {
            self.find_in_process(kind, ids, &mut found).await;
            let missing = |found: &HashMap<i64, Arc<T>>| -> Vec<i64> {
                ids.iter().copied().filter(|id| !found.contains_key(id)).collect()
            };
            if let Some(first) = missing(&found).first() {
                // Readers of the same page lack the same first value: one of them fetches, the others find it here.
                let _turn = self.turns[place(kind, *first) % self.turns.len()].lock().await;
                self.find_in_process(kind, &missing(&found), &mut found).await;
                self.find_in_shared(kind, &missing(&found), &mut found).await;
                self.load_many(kind, missing(&found), &mut found, load).await?;
            }
        } else {
            self.counters.add_many(kind, Count::Load, ids.len() as u64);
            found.extend(load(ids.to_vec()).await?.into_iter().map(|(id, loaded)| (id, Arc::new(loaded.made.data))));
        }
        Ok(ids.iter().filter_map(|id| Some((*id, Arc::clone(found.get(id)?)))).collect())
    }

    /// What is in the process and counts.
    async fn in_process<T: Data>(&self, key: &Key) -> Option<Arc<T>> {
        let value = self.process.get(key).await?.ok()?;
        if self.counts(&value) {
            self.counters.add(key.kind, Count::ProcessHit);
            value.data()
        } else {
            self.counters.add(key.kind, Count::ProcessRefused);
            None
        }
    }

    /// What others wrote, if it counts.
    fn accept<T: Data>(&self, kind: Kind, json: Option<Vec<u8>>) -> Option<Value> {
        let value = Value::parse::<T>(&json?)?;
        let counts = self.counts(&value);
        self.counters.add(kind, if counts { Count::SharedHit } else { Count::SharedRefused });
        counts.then_some(value)
    }

    /// Looks in Redis, then in MySQL. Of all processes one loads, the others wait for a moment.
    async fn fetch<T, F>(&self, key: &Key, load: &(impl Fn() -> F + Send + Sync)) -> Result<Value, Arc<Error>>
    where
        T: Data,
        F: Future<Output = Result<Loaded<T>>> + Send,
    {
        if let Some(value) = self.accept::<T>(key.kind, self.shared.get(key).await) {
            return Ok(value);
        }
        match self.shared.take_turn(key).await {
            Turn::Ours(json) => {
                // It may have been written between the two looks; what was there before is refused once only.
                if let Some(value) = json.and_then(|json| Value::parse::<T>(&json)).filter(|value| self.counts(value)) {
                    self.counters.add(key.kind, Count::SharedHit);
                    self.shared.give_up_turn(key).await;
                    return Ok(value);
                }
            }
            Turn::Others => {
                if let Some(value) = self.wait::<T>(key).await {
                    return Ok(value);
                }
            }
            Turn::Unknown => {}
        }
        self.counters.add(key.kind, Count::Load);
        match load().await {
            Ok(loaded) => {
                let (value, json) = Value::new(loaded);
                if let Some(json) = json {
                    self.shared.keep(key, &json, self.lifetime(&value)).await;
                }
                Ok(value)
            }
            Err(error) => {
                self.shared.give_up_turn(key).await;
                Err(Arc::new(error))
            }
        }
    }

    async fn wait<T: Data>(&self, key: &Key) -> Option<Value> {
        let until = Instant::now() + WAIT;
        while Instant::now() < until {
            sleep(STEP).await;
            let value = Value::parse::<T>(&self.shared.get(key).await.unwrap_or_default());
            if let Some(value) = value.filter(|value| self.counts(value)) {
                self.counters.add(key.kind, Count::SharedHit);
                return Some(value);
            }
            if self.shared.trouble().1 {
                break;
            }
        }
        None
    }

    async fn find_in_process<T: Data>(&self, kind: Kind, ids: &[i64], found: &mut HashMap<i64, Arc<T>>) {
        for id in ids {
            if let Some(data) = self.in_process(&Key::of(kind, *id)).await {
                found.insert(*id, data);
            }
        }
    }

    async fn find_in_shared<T: Data>(&self, kind: Kind, ids: &[i64], found: &mut HashMap<i64, Arc<T>>) {
        if ids.is_empty() {
            return;
        }
        let keys: Vec<Key> = ids.iter().map(|id| Key::of(kind, *id)).collect();
        let answers = self.shared.get_many(&keys.iter().collect::<Vec<_>>()).await;
        for ((id, key), json) in ids.iter().zip(keys).zip(answers) {
            if let Some(value) = self.accept::<T>(kind, json)
                && let Some(data) = value.data()
            {
                found.insert(*id, data);
                self.process.insert(key, Ok(value)).await;
            }
        }
    }

    async fn load_many<T, F>(
        &self,
        kind: Kind,
        ids: Vec<i64>,
        found: &mut HashMap<i64, Arc<T>>,
        load: &(impl Fn(Vec<i64>) -> F + Send + Sync),
    ) -> Result<()>
    where
        T: Data,
        F: Future<Output = Result<Vec<(i64, Loaded<T>)>>> + Send,
    {
        if ids.is_empty() {
            return Ok(());
        }
        self.counters.add_many(kind, Count::Load, ids.len() as u64);
        let mut written = Vec::with_capacity(ids.len());
        for (id, loaded) in load(ids).await? {
            let (value, json) = Value::new(loaded);
            let key = Key::of(kind, id);
            if let Some(data) = value.data() {
                found.insert(id, data);
            }
            self.process.insert(key.clone(), Ok(value)).await;
            written.extend(json.map(|json| (key, json)));
        }
        let written: Vec<_> = written.iter().map(|(key, json)| (key, json.clone())).collect();
        self.shared.keep_many(&written, self.settings.lifetime).await;
        Ok(())
    }
}

/// Which turn a value belongs to.
fn place(kind: Kind, id: i64) -> usize {
    let mut hasher = DefaultHasher::new();
    (kind, id).hash(&mut hasher);
    usize::try_from(hasher.finish() & 0xffff).unwrap_or_default()
}
