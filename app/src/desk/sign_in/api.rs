//! The HTTP surface of the desk's doors. Whether there is such an employee is never told: address,
//! password and code fail alike.

use leptos::prelude::*;

use crate::AppError;
use crate::request::{Visit, local_path, next_query, problem_query, random_bits, with_next};

/// Half of signing in: e-mail address and password. The other half is [`staff_code`].
#[server(prefix = "/api", endpoint = "desk/sign-in")]
pub async fn staff_sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        visit.can_sign_in().await?;
        let tries = visit.try_once("staff", &email).await?;
        let found = visit.store.staff_of_password(&email, &password).await.map_err(|error| visit.fault(&error))?;
        let staff = found.ok_or(AppError::WrongSignIn)?;
        visit.begin_half_session(&staff).await?;
        visit.succeeded(&tries).await
    }
    .await;
    if result.is_err() {
        visit.keep_typed("/desk/sign-in", &[("email", &email)]).await;
    }
    let next = next_query(&next);
    visit.answer(result, |error| match error {
        Some(error) => with_next("/desk/sign-in", &next, &problem_query(std::slice::from_ref(error))),
        None => format!("/desk/code{next}"),
    })
}

/// The other half: the code of the second factor.
#[server(prefix = "/api", endpoint = "desk/code")]
pub async fn staff_code(#[server(default)] code: String, #[server(default)] next: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let Some(staff) = visit.half_signed_in().await? else { return Err(visit.refuse(&AppError::SignIn)) };
        let tries = visit.try_once("code", &staff.id.to_string()).await?;
        let right = visit.store.take_code(staff.id, &code, visit.now()).await.map_err(|error| visit.fault(&error))?;
        if !right {
            return Err(AppError::WrongCode);
        }
        visit.begin_staff_session(&staff).await?;
        visit.succeeded(&tries).await
    }
    .await;
    visit.answer(result, |error| match error {
        Some(error) => with_next("/desk/code", &next_query(&next), &problem_query(std::slice::from_ref(error))),
        None => local_path(&next)
            .filter(|next| next.starts_with("/desk") || next.starts_with("/studio"))
            .unwrap_or("/desk")
            .to_owned(),
    })
}

/// Signs an employee out of this browser.
#[server(prefix = "/api", endpoint = "desk/sign-out")]
pub async fn staff_sign_out() -> Result<(), AppError> {
    let visit = Visit::current()?;
    visit.end_staff_session().await;
    visit.answer(Ok(()), |_| "/desk/sign-in?done=out".to_owned())
}

/// Chooses the password somebody joins with, by their link.
#[server(prefix = "/api", endpoint = "desk/join")]
pub async fn join_desk(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
) -> Result<(), AppError> {
    use store::accounts::LinkToken;

    let visit = Visit::current()?;
    let link = LinkToken::parse(&token);
    let result = async {
        visit.try_from_here("join").await?;
        let link = link.as_ref().ok_or(AppError::LinkGone)?;
        visit
            .store
            .begin_joining(link, &new_password, secret(), visit.now())
            .await
            .map_err(|error| visit.account_fault(&error))
    }
    .await;
    let token = link.map(|link| link.reveal().to_owned()).unwrap_or_default();
    visit.answer(result, |error| match error {
        Some(error) => format!("/desk/join?token={token}&{}", problem_query(std::slice::from_ref(error))),
        None => format!("/desk/join/code?token={token}"),
    })
}

/// Shows by a code that the second factor works, and so ends joining.
#[server(prefix = "/api", endpoint = "desk/join/code")]
pub async fn finish_joining(#[server(default)] token: String, #[server(default)] code: String) -> Result<(), AppError> {
    use store::accounts::LinkToken;

    let visit = Visit::current()?;
    let link = LinkToken::parse(&token);
    let result = async {
        visit.try_from_here("join").await?;
        let link = link.as_ref().ok_or(AppError::LinkGone)?;
        visit.store.finish_joining(link, &code, visit.now()).await.map_err(|error| visit.account_fault(&error))
    }
    .await;
    let token = link.map(|link| link.reveal().to_owned()).unwrap_or_default();
    visit.answer(result, |error| match error {
        Some(error) => format!("/desk/join/code?token={token}&{}", problem_query(std::slice::from_ref(error))),
        None => "/desk/sign-in?done=joined".to_owned(),
    })
}

/// A secret for a second factor.
fn secret() -> [u8; store::accounts::SECRET_BYTES] {
    let bits = [random_bits().to_be_bytes(), random_bits().to_be_bytes()].concat();
    std::array::from_fn(|at| bits[at])
}
