//! `/desk/purchase-orders/:number`: what it holds, what came, and booking what comes.

use domain::accounts::Permission;
use domain::fulfilment::{PurchaseOrderNumber, Refusal};
use domain::orders::OrderNumber;
use leptos::prelude::*;
use store::fulfilment::{FulfilmentError, PurchaseOrder, PurchaseOrderLine, Receipt};

use super::expected;
use crate::desk::entered::{Entered, NotDone, Problem, day, pieces, text};
use crate::desk::frame::{Desk, done, refused};
use crate::desk::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

pub(super) async fn load(desk: Desk, number: PurchaseOrderNumber, action: Option<String>) -> Result<Page, PageError> {
    let address = format!("/desk/purchase-orders/{number}");
    let find = async || desk.store().purchase_order(&number).await?.ok_or(PageError::NotFound);
    let before = find().await?;
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, &before, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere(address)),
    };
    let order = if entered.status() == 200 { before } else { find().await? };
    let status = entered.status();
    let is_open = order.closed_at.is_none() && desk.may(Permission::ChangeStock);
    let about = format!("{} · to {} · made {}", order.supplier, order.location.name, kit::moment(order.created_at));
    let content = view! {
        {kit::head(
            view! { "Purchase order "<span class="desk__number">{order.number.to_string()}</span> },
            about,
            (),
        )}
        {kit::done(done(&desk))}
        {filled(&desk)}
        <div class="desk__halves">
            <div>{if is_open { receiving(&order, &entered) } else { kit::section("lines", "Lines", None, table(&order, None)) }}</div>
            <aside aria-label="About it">
                {kit::section("about", if order.closed_at.is_none() { "Under way" } else { "Closed" }, None, view! {
                    <dl class="ledger">{kit::ledger_row(if order.closed_at.is_none() { "Expected" } else { "Closed" }, expected(&desk, &order), false)}</dl>
                    {(!order.note.is_empty()).then(|| view! { <p class="desk__empty">{order.note.clone()}</p> })}
                    {is_open.then(|| more(&order, &entered))}
                })}
            </aside>
        </div>
    };
    Ok(Page::private(format!("Purchase order {number}"), content).with_status(status))
}

async fn act(desk: &Desk, order: &PurchaseOrder, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let number = &order.number;
    let (store, actor, now) = (desk.store(), desk.actor(), desk.now());
    match action {
        "receive" => receive(desk, order, form).await,
        "date" => {
            let expected_on = day(form, "expected")?;
            store.expect_purchase_order(number, expected_on, &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/purchase-orders/{number}?done=expected"))
        }
        "cancel" => {
            store.cancel_purchase_order_rest(number, &actor, now).await.map_err(refused)?;
            Ok(format!("/desk/purchase-orders/{number}?done=rest_cancelled"))
        }
        _ => Err(PageError::NotFound.into()),
    }
}

async fn receive(desk: &Desk, order: &PurchaseOrder, form: &PostedForm) -> Result<String, NotDone> {
    let number = &order.number;
    if form.text("seen") != seen(order).to_string() {
        let text =
            "Something was received since this form was shown. Look at the lines again, then send the form anew.";
        return Err(Problem { status: 409, ..Problem::general(text) }.into());
    }
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for line in &order.lines {
        let bin = text(form, &format!("bin-{}", line.line_no));
        if bin.chars().count() > 20 {
            problems.push(Problem::at(format!("bin-{}", line.line_no), "At most 20 characters."));
        }
        match pieces(form, &format!("count-{}", line.line_no)) {
            Ok(0) => {}
            Ok(count) => lines.push((line.line_no, count, bin)),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(NotDone::Refused(problems));
    }
    if lines.is_empty() {
        return Err(Problem::general("Enter what came of at least one line.").into());
    }
    let receipt = Receipt { lines, more_is_right: form.text("more") == "yes" };
    match desk.store().receive_purchase_order(number, &receipt, &desk.actor(), desk.now()).await {
        Ok(filled) => {
            let filled: Vec<_> = filled.iter().take(20).map(OrderNumber::as_str).collect();
            let filled = if filled.is_empty() { String::new() } else { format!("&filled={}", filled.join(",")) };
            Ok(format!("/desk/purchase-orders/{number}?done=goods_in{filled}"))
        }
        Err(FulfilmentError::Refused(Refusal::OverReceipt { sku, count, outstanding })) => {
            let line = order.lines.iter().find(|line| line.sku == sku).map_or(0, |line| line.line_no);
            let text =
                format!("{count} came, {outstanding} expected. Tick below that this many came, or mend the count.");
            Err(Problem::at(format!("count-{line}"), text).into())
        }
        Err(error) => Err(refused(error)),
    }
}

/// What was received so far: a form that was shown before more came is not booked.
fn seen(order: &PurchaseOrder) -> u32 {
    order.lines.iter().map(|line| line.received).sum()
}

/// The orders whose backorders were filled. Read from the address, so only what is a number of ours is said.
fn filled(desk: &Desk) -> AnyView {
    let numbers: Vec<OrderNumber> = desk
        .visit
        .query("filled")
        .unwrap_or_default()
        .split(',')
        .filter_map(|number| OrderNumber::parse(number).ok())
        .collect();
    if numbers.is_empty() {
        return ().into_any();
    }
    let links: Vec<_> = numbers
        .iter()
        .map(|number| view! { <li>{kit::number(format!("/desk/orders/{number}"), number.to_string())}</li> })
        .collect();
    view! {
        <div class="notice" role="status">
            <p class="notice__title">{format!("Backorders of {} got pieces", kit::count_of(numbers.len() as u64, "order", "orders"))}</p>
            <ul class="notice__list">{links}</ul>
        </div>
    }
    .into_any()
}

fn receiving(order: &PurchaseOrder, entered: &Entered) -> AnyView {
    let over = entered.is("receive")
        && order.lines.iter().any(|line| entered.problem("receive", &format!("count-{}", line.line_no)).is_some());
    view! {
        <form method="post" action=format!("/desk/purchase-orders/{}/receive", order.number)>
            <input type="hidden" name="seen" value=seen(order).to_string()/>
            {kit::section("lines", "Receive", Some("count what is in the box, not what the slip says".to_owned()), view! {
                {kit::general_problems(entered, "receive")}
                {table(order, Some(entered))}
            })}
            {over.then(|| view! {
                <label class="field__choice">
                    <input type="checkbox" name="more" value="yes"/>
                    <span>"More came than was ordered, and the count is right"</span>
                </label>
            })}
            <div class="desk__batch"><button class="button button--go" type="submit">"Book what came"</button></div>
        </form>
    }
    .into_any()
}

fn table(order: &PurchaseOrder, receiving: Option<&Entered>) -> AnyView {
    let rows: Vec<_> = order.lines.iter().map(|line| row(line, receiving)).collect();
    let mut columns = vec![("Part", false), ("Ordered", true), ("Came", true), ("Waited for", true), ("€ each", true)];
    if receiving.is_some() {
        columns.extend([("Comes now", true), ("Into bin", false)]);
    }
    kit::table("Lines", &columns, rows, "It has no lines.")
}

fn row(line: &PurchaseOrderLine, receiving: Option<&Entered>) -> AnyView {
    let fields = receiving.map(|entered| {
        let (count, bin) = (format!("count-{}", line.line_no), format!("bin-{}", line.line_no));
        let (count_label, bin_label) = (format!("Pieces of {} that came", line.sku), format!("Bin for {}", line.sku));
        view! {
            <td class="table__number" data-label="Comes now"><span class="desk__count">{Input::pieces("receive", &count, &count_label).bare().view(entered)}</span></td>
            <td data-label="Into bin"><span class="desk__code">{Input { most: 20, ..Input::code("receive", &bin, &bin_label) }.starts_with(line.bin.clone()).bare().view(entered)}</span></td>
        }
    });
    let cancelled = (line.cancelled > 0)
        .then(|| view! { <span class="table__second">{format!("{} cancelled", line.cancelled)}</span> });
    let left = (line.outstanding() > 0)
        .then(|| view! { <span class="table__second">{format!("{} to come", line.outstanding())}</span> });
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">
                <a class="part-number" href=format!("/desk/stock/{}", line.sku)>{line.sku.to_string()}</a>
                <span class="table__second">{line.name.clone()}</span>
            </th>
            <td class="table__number" data-label="Ordered">{kit::thousands(line.quantity)}{cancelled}</td>
            <td class="table__number" data-label="Came">{kit::thousands(line.received)}{left}</td>
            <td class="table__number" data-label="Waited for">{(line.waited_for > 0).then(|| kit::thousands(line.waited_for))}</td>
            <td class="table__number" data-label="€ each">{line.unit_cost.figure()}</td>
            {fields}
        </tr>
    }
    .into_any()
}

fn more(order: &PurchaseOrder, entered: &Entered) -> AnyView {
    let expected = order.expected_on.map(|day| day.to_string()).unwrap_or_default();
    let left: u32 = order.lines.iter().map(PurchaseOrderLine::outstanding).sum();
    view! {
        <form class="desk-action" method="post" action=format!("/desk/purchase-orders/{}/date", order.number)>
            {kit::general_problems(entered, "date")}
            <div class="desk-action__row">
                {Input::day("date", "expected", "Expected on").starts_with(expected).view(entered)}
                <button class="button" type="submit">"Change"</button>
            </div>
            <p class="desk-action__about">"Customers who wait see the new date at once."</p>
        </form>
        {kit::folded(entered.is("cancel"), "Cancel the rest", view! {
            <form class="desk-action" method="post" action=format!("/desk/purchase-orders/{}/cancel", order.number)>
                {kit::general_problems(entered, "cancel")}
                <p>{format!("{} will not come, and the purchase order is closed.", kit::count_of(left.into(), "piece", "pieces"))}</p>
                <button class="button" type="submit">"Cancel the rest"</button>
            </form>
        })}
    }
    .into_any()
}
