//! The HTTP surface of staff: for administrators, each change in the audit log.

use domain::accounts::{Email, Roles, parse_name};
use domain::ids::StaffId;
use leptos::prelude::*;
use store::accounts::{AccountError, LinkToken, StaffAccount};

use crate::AppError;
use crate::request::{Visit, problem_query, random_bits};

/// Sends an invitation.
#[server(prefix = "/api", endpoint = "desk/staff/invite")]
pub async fn invite_staff(
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] roles: Vec<String>,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let mut problems = Vec::new();
    let result = async {
        let staff = visit.staff().await?;
        let known = Email::parse(&email).map_err(|_| problems.push(AppError::InvalidEmail));
        let called = parse_name(&name).ok_or_else(|| problems.push(AppError::InvalidName));
        let allowed = read_roles(&roles).map_err(|error| problems.push(error));
        let (Ok(known), Ok(called), Ok(allowed)) = (known, called, allowed) else {
            return Err(problems.first().cloned().unwrap_or(AppError::Unreadable));
        };
        let token = LinkToken::from_random(random_bits());
        visit
            .store
            .invite_staff(&staff.actor(), &known, &called, &allowed, &token, visit.now())
            .await
            .map(|_| ())
            .map_err(|error| visit.account_fault(&error))
    }
    .await;
    if let Err(error) = &result {
        if problems.is_empty() {
            problems.push(error.clone());
        }
        let roles = roles.join(",");
        visit.keep_typed("/desk/staff", &[("email", &email), ("name", &name), ("roles", &roles)]).await;
    }
    visit.answer(result, |error| match error {
        Some(_) => format!("/desk/staff?{}", problem_query(&problems)),
        None => "/desk/staff?done=invited".to_owned(),
    })
}

/// Says anew what somebody may do.
#[server(prefix = "/api", endpoint = "desk/staff/roles")]
pub async fn set_staff_roles(
    #[server(default)] id: String,
    #[server(default)] roles: Vec<String>,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let allowed = read_roles(&roles)?;
        change(&visit, &id, async |id| visit.store.set_roles(&staff.actor(), id, &allowed, visit.now()).await).await
    }
    .await;
    answer(&visit, &id, "roles", result)
}

/// Lets somebody sign in (`1`), or no longer (`0`).
#[server(prefix = "/api", endpoint = "desk/staff/active")]
pub async fn set_staff_active(
    #[server(default)] id: String,
    #[server(default)] active: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let active = match active.as_str() {
            "0" => false,
            "1" => true,
            _ => return Err(AppError::Unreadable),
        };
        let now = visit.now();
        change(&visit, &id, async |id| visit.store.set_staff_active(&staff.actor(), id, active, now).await).await
    }
    .await;
    answer(&visit, &id, "active", result)
}

/// Ends all sessions of an employee.
#[server(prefix = "/api", endpoint = "desk/staff/end-sessions")]
pub async fn end_staff_sessions(#[server(default)] id: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let now = visit.now();
        change(&visit, &id, async |id| visit.store.end_staff_sessions(&staff.actor(), id, now).await).await
    }
    .await;
    answer(&visit, &id, "sessions", result)
}

/// Takes an employee's second factor and password away and sends a link for new ones.
#[server(prefix = "/api", endpoint = "desk/staff/reset")]
pub async fn reset_staff(#[server(default)] id: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff: StaffAccount = visit.staff().await?;
        let (now, token) = (visit.now(), LinkToken::from_random(random_bits()));
        change(&visit, &id, async |id| visit.store.reset_second_factor(&staff.actor(), id, &token, now).await).await
    }
    .await;
    answer(&visit, &id, "reset", result)
}

fn read_roles(names: &[String]) -> Result<Roles, AppError> {
    let roles = Roles::parse(&names.join(",")).map_err(|_| AppError::InvalidRoles)?;
    if roles.is_empty() { Err(AppError::InvalidRoles) } else { Ok(roles) }
}

async fn change(
    visit: &Visit,
    id: &str,
    change: impl AsyncFnOnce(StaffId) -> Result<(), AccountError>,
) -> Result<(), AppError> {
    let id = id.parse().map(StaffId).map_err(|_| AppError::UnknownAccount)?;
    change(id).await.map_err(|error| visit.account_fault(&error))
}

fn answer(visit: &Visit, id: &str, done: &str, result: Result<(), AppError>) -> Result<(), AppError> {
    let page = match id.parse::<i64>() {
        Ok(id) => format!("/desk/staff/{id}"),
        Err(_) => "/desk/staff".to_owned(),
    };
    visit.answer(result, |error| match error {
        Some(error) => format!("{page}?{}", problem_query(std::slice::from_ref(error))),
        None => format!("{page}?done={done}"),
    })
}
