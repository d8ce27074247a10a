//! `/desk/jobs`

use chrono::{DateTime, TimeDelta, Utc};
use domain::accounts::Permission::ChangeJobs;
use leptos::prelude::*;
use store::jobs::{DeadJob, KindCounts, ScheduleRow, WorkerRow};

use crate::AppError;
use crate::desk::desk_page;
use crate::page::respond;
use crate::ui::form::{done_notice, problem_notice};

/// `/desk/jobs`
#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let now = visit.now();
        let overview = visit.store.jobs_overview(now).await?;
        let may_change = staff.may(ChangeJobs);
        let problems = visit.problems();
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "retry" => Some("It runs again as soon as a worker has a free slot."),
            "discard" => Some("It is deleted. What it knew is in the audit log."),
            "run" => Some("It runs as soon as a worker has a free slot."),
            "pause" => Some("The schedule is changed."),
            _ => None,
        });
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Jobs"</h1>
                <p class="page__about">"What pages leave for later: mails, housekeeping, what the clock asks for. Times are UTC."</p>
            </div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            {workers(&overview.workers, now)}
            {kinds(&overview.kinds, may_change)}
            {failures(&overview.failures, may_change)}
            {schedules(&overview.schedules, may_change)}
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(desk_page(&visit, &staff, "Jobs", content).with_status(status))
    })
}

fn workers(workers: &[WorkerRow], now: DateTime<Utc>) -> impl IntoView + use<> {
    let alive: Vec<&WorkerRow> = workers.iter().filter(|worker| worker.is_alive).collect();
    let running: u32 = alive.iter().map(|worker| worker.running).sum();
    let slots: u32 = alive.iter().map(|worker| worker.slots).sum();
    let note = match alive.len() {
        0 => "none".to_owned(),
        1 => format!("1 worker, {running} of {slots} slots busy"),
        several => format!("{several} workers, {running} of {slots} slots busy"),
    };
    let nobody = alive.is_empty().then(|| {
        view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">"No worker runs"</p>
                <p>"No mail is sent and nothing is tidied up until one is started: rocket-parts worker."</p>
            </div>
        }
    });
    let rows: Vec<_> = workers
        .iter()
        .map(|worker| {
            let state = if worker.is_alive { "alive" } else { "not heard of" };
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{worker.name.clone()}<span class="table__second">{format!("version {}", worker.version)}</span></th>
                    <td data-label="State">{state}</td>
                    <td class="table__number" data-label="Busy">{format!("{} of {}", worker.running, worker.slots)}</td>
                    <td data-label="Started">{moment(worker.started_at)}</td>
                    <td data-label="Last heard of">{format!("{} ago", age(now - worker.last_seen_at))}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="workers">
            <div class="section__head"><h2 class="section__title" id="workers">"Workers"</h2><p class="section__note">{note}</p></div>
            {nobody}
            {(!rows.is_empty()).then(|| view! {
                <table class="table">
                    <caption class="visually-hidden">"Workers"</caption>
                    <thead class="table__head"><tr>
                        <th scope="col">"Worker"</th><th scope="col">"State"</th><th scope="col" class="table__number">"Busy"</th>
                        <th scope="col">"Started"</th><th scope="col">"Last heard of"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
        </section>
    }
}

fn kinds(kinds: &[KindCounts], may_change: bool) -> impl IntoView + use<> {
    let rows: Vec<_> = kinds
        .iter()
        .map(|counts| {
            let depth = &counts.depth;
            let oldest = if depth.oldest_due > TimeDelta::zero() { age(depth.oldest_due) } else { "–".to_owned() };
            let unknown = (!counts.is_known)
                .then(|| view! { <span class="table__second">"not known to this version; a newer worker runs it"</span> });
            let last = counts.last_done_at.map(|at| view! { <span class="table__second">{moment(at)}</span> });
            let buttons = (may_change && depth.dead > 0).then(|| {
                view! {
                    {action("/api/desk/jobs/retry", "kind", &depth.kind, "Retry all", "given up of ", false)}
                    {action("/api/desk/jobs/discard", "kind", &depth.kind, "Discard all", "given up of ", true)}
                }
            });
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main"><span class="part-number">{depth.kind.clone()}</span>{unknown}</th>
                    <td class="table__number" data-label="Queued">{depth.queued}</td>
                    <td class="table__number" data-label="Running">{depth.running}</td>
                    <td class="table__number" data-label="Given up">{depth.dead}</td>
                    <td class="table__number" data-label="Oldest waits">{oldest}</td>
                    <td class="table__number" data-label="Done">{counts.done}{last}</td>
                    <td class="table__end">{buttons}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="queues">
            <div class="section__head"><h2 class="section__title" id="queues">"Queues"</h2><p class="section__note">"done: within a week"</p></div>
            <table class="table">
                <caption class="visually-hidden">"Queues by kind"</caption>
                <thead class="table__head"><tr>
                    <th scope="col">"Kind"</th><th scope="col" class="table__number">"Queued"</th><th scope="col" class="table__number">"Running"</th>
                    <th scope="col" class="table__number">"Given up"</th><th scope="col" class="table__number">"Oldest waits"</th>
                    <th scope="col" class="table__number">"Done"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn failures(failures: &[DeadJob], may_change: bool) -> impl IntoView + use<> {
    let rows: Vec<_> = failures
        .iter()
        .map(|job| {
            let (state, label) = if job.is_dead { ("given up", "Given up") } else { ("tried again", "Tried again") };
            let buttons = may_change.then(|| {
                let id = job.id.to_string();
                view! {
                    {action("/api/desk/jobs/retry", "job", &id, "Retry", "job ", false)}
                    {action("/api/desk/jobs/discard", "job", &id, "Discard", "job ", true)}
                }
            });
            let first_line: String = job.error.lines().next().unwrap_or_default().chars().take(90).collect();
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main"><span class="part-number">{job.kind.clone()}</span>
                        <span class="table__second">{format!("job {}, written {}", job.id, moment(job.created_at))}</span></th>
                    <td data-label="State">{state}<span class="table__second">{format!("{label} {}", moment(job.at))}</span></td>
                    <td class="table__number" data-label="Attempts">{format!("{} of {}", job.attempts, job.max_attempts)}</td>
                    <td data-label="Error">
                        <details class="disclosure"><summary class="disclosure__summary">{first_line}</summary>
                            <div class="disclosure__body"><p>{job.error.clone()}</p><p class="part-number">{job.payload.clone()}</p></div></details>
                    </td>
                    <td class="table__end">{buttons}</td>
                </tr>
            }
        })
        .collect();
    let nothing = rows.is_empty().then(|| view! { <p>"Nothing failed."</p> });
    view! {
        <section class="section" aria-labelledby="failures">
            <div class="section__head"><h2 class="section__title" id="failures">"Failures"</h2>
                <p class="section__note">"given up first, then what is tried again"</p></div>
            {nothing}
            {(!rows.is_empty()).then(|| view! {
                <table class="table">
                    <caption class="visually-hidden">"Jobs that failed"</caption>
                    <thead class="table__head"><tr>
                        <th scope="col">"Job"</th><th scope="col">"State"</th><th scope="col" class="table__number">"Attempts"</th>
                        <th scope="col">"Error"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
        </section>
    }
}

fn schedules(schedules: &[ScheduleRow], may_change: bool) -> impl IntoView + use<> {
    let rows: Vec<_> = schedules
        .iter()
        .map(|schedule| {
            let next = if schedule.is_paused { "paused".to_owned() } else { moment(schedule.next_run_at) };
            let last = schedule.last_run_at.map_or_else(|| "not yet".to_owned(), moment);
            let outcome = schedule.last_outcome.clone().map(|outcome| view! { <span class="table__second">{outcome}</span> });
            let buttons = may_change.then(|| {
                let (word, pause) = if schedule.is_paused { ("Go on", "0") } else { ("Pause", "1") };
                view! {
                    {action("/api/desk/jobs/run-schedule", "name", &schedule.name, "Run now", "", false)}
                    <form class="jobs-action" method="post" action="/api/desk/jobs/pause-schedule">
                        <input type="hidden" name="name" value=schedule.name.clone()/>
                        <input type="hidden" name="pause" value=pause/>
                        <button class="button button--text" type="submit">{word}<span class="visually-hidden">{format!(" {}", schedule.name)}</span></button>
                    </form>
                }
            });
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main"><span class="part-number">{schedule.name.clone()}</span><span class="table__second">{schedule.rule.clone()}</span></th>
                    <td data-label="Last run">{last}{outcome}</td>
                    <td data-label="Next run">{next}</td>
                    <td class="table__end">{buttons}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="schedules">
            <div class="section__head"><h2 class="section__title" id="schedules">"Schedules"</h2></div>
            <table class="table">
                <caption class="visually-hidden">"Schedules"</caption>
                <thead class="table__head"><tr>
                    <th scope="col">"Schedule"</th><th scope="col">"Last run"</th><th scope="col">"Next run"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// A form that is one button.
fn action(
    path: &'static str,
    name: &'static str,
    value: &str,
    word: &'static str,
    of: &'static str,
    quiet: bool,
) -> impl IntoView + use<> {
    let class = if quiet { "button button--text" } else { "button button--small" };
    view! {
        <form class="jobs-action" method="post" action=path>
            <input type="hidden" name=name value=value.to_owned()/>
            <button class=class type="submit">{word}<span class="visually-hidden">{format!(" {of}{value}")}</span></button>
        </form>
    }
}

/// A moment as the desk prints it.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M:%S").to_string()
}

/// A length of time in its largest unit.
pub(crate) fn age(time: TimeDelta) -> String {
    match time.num_seconds().max(0) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        let told = [0, 119, 120, 7_199, 7_200, 172_800].map(|seconds| age(TimeDelta::seconds(seconds)));
        assert_eq!(told, ["0 s", "119 s", "2 min", "119 min", "2 h", "2 days"]);
    }
}
