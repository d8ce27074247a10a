//! The shop against a simple model of it: long random sequences of what customers and the desk do, some of them cut
//! off in the middle, and after every step stock, ledger, orders and money must be what the model says.
//! What must not live here: single use-cases (`tests/store`).
//!
//! `MODEL_STEPS` and `MODEL_SEED` choose a run. A failure prints both, with the steps that led to it.

mod model;
mod operation;
mod real;
#[path = "../store/shop.rs"]
#[expect(dead_code, reason = "the store's tests need more of it")]
mod shop;

use std::time::Duration;

use model::Model;
use operation::{Chance, Operation};
use real::Real;
use sqlx::MySqlPool;

/// Steps in a run that nobody chose.
const STEPS: u64 = 700;
/// The run that nobody chose.
const SEED: u64 = 20_261_127;
/// One step in so many is cut off.
const CRASHES: u64 = 12;

fn setting(name: &str, otherwise: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a test's edge is its environment")]
    let value = std::env::var(name);
    value.ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_shop_does_what_the_model_does(database: MySqlPool) {
    let (steps, seed) = (setting("MODEL_STEPS", STEPS), setting("MODEL_SEED", SEED));
    let mut chance = Chance::new(seed);
    let real = Real::open(database).await;
    let mut model = Model::new(real.locations().await);
    let mut history: Vec<String> = Vec::new();
    let mut done = 0;
    let (mut crashes, mut survived) = (0, 0);
    for step in 1..=steps {
        model.pass(chance.below(40));
        let operation = Operation::any(&mut chance, &model);
        let is_cut = operation.is_one_transaction() && chance.below(CRASHES) == 0;
        history.push(format!("{step:>5} at {:>6} {}{operation:?}", model.now, if is_cut { "cut off: " } else { "" }));
        let outcome = if is_cut {
            crashes += 1;
            let cut = Duration::from_micros(200 + chance.below(9_000));
            cut_off(&real, &mut model, &operation, cut, &mut survived).await
        } else {
            run(&real, &mut model, &operation).await.inspect(|is_done| done += u64::from(*is_done)).map(drop)
        };
        if let Err(difference) = outcome {
            let first = history.len().saturating_sub(60);
            panic!(
                "step {step}: {difference}\nthe last steps:\n{}\nagain with: MODEL_SEED={seed} MODEL_STEPS={step} ./dev test model",
                history[first..].join("\n")
            );
        }
    }
    // A run in which nothing can be done any more shows nothing.
    assert!(done * 3 > steps, "only {done} of {steps} steps did anything");
    println!(
        "{steps} steps of seed {seed}: {done} done, {crashes} cut off, of which {survived} were done all the same"
    );
    println!("{}", model.summary());
}

/// One step on both; whether the model allowed it.
async fn run(real: &Real, model: &mut Model, operation: &Operation) -> Result<bool, String> {
    let expected = model.apply(operation);
    let answer = real.run(operation, model.now).await;
    match (&expected, &answer) {
        (Ok(()), Ok(())) | (Err(_), Err(real::Refused::ByRule(_))) => {}
        (expected, answer) => return Err(format!("the model says {expected:?}, the shop {answer:?}")),
    }
    real.price(model).await;
    real.compare(model).await?;
    Ok(expected.is_ok())
}

/// One step, cut off somewhere: it is done or it is not, never by half. Then it is tried once more.
async fn cut_off(
    real: &Real,
    model: &mut Model,
    operation: &Operation,
    after: Duration,
    survived: &mut u64,
) -> Result<(), String> {
    let mut done = model.clone();
    let is_allowed = done.apply(operation).is_ok();
    real.cut_off(operation, model.now, after).await;
    if let Err(not_undone) = real.compare(model).await {
        if !is_allowed {
            return Err(format!("it is refused, and yet: {not_undone}"));
        }
        real.price(&mut done).await;
        real.compare(&done)
            .await
            .map_err(|not_done| format!("by half. Not undone: {not_undone}. Not done: {not_done}"))?;
        *survived += 1;
        *model = done;
    }
    run(real, model, operation).await.map(drop)
}
