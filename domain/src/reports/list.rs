//! The reports there are.

use super::report::ColumnKind::{Count, Currency, Day, Hours, Money, Percent, Ratio, Sku, Text, Week};
use super::report::Filter::{Category, Location, Maker};
use super::report::{Chart, Column, ColumnKind, Report, Total};

/// The report of a code.
pub fn report(code: &str) -> Option<&'static Report> {
    REPORTS.iter().find(|report| report.code == code)
}

const fn plain(name: &'static str, title: &'static str, kind: ColumnKind) -> Column {
    Column { name, title, kind, total: Total::None }
}

const fn summed(name: &'static str, title: &'static str, kind: ColumnKind) -> Column {
    Column { name, title, kind, total: Total::Sum }
}

const fn share(name: &'static str, title: &'static str, part: &'static str, whole: &'static str) -> Column {
    Column { name, title, kind: Percent, total: Total::Share(part, whole) }
}

/// All reports, in the order they are listed.
pub const REPORTS: [Report; 13] = [
    Report {
        code: "sales-by-day",
        title: "Sales by day",
        about: "What was ordered on each day. A day far off its neighbours is worth a look: a campaign, a large order, a fault.",
        empty: "Nothing was ordered in these days with these filters.",
        note: "Net value of the goods at the day of the order, without cancelled pieces, delivery and tax.",
        filters: &[Category, Maker],
        columns: &[
            plain("day", "Day", Day),
            plain("currency", "Currency", Currency),
            summed("orders", "Orders", Count),
            summed("pieces", "Pieces", Count),
            plain("order_value", "Per order", Money),
            summed("revenue", "Revenue", Money),
        ],
        charts: &[Chart::Area { over: "day", of: "revenue" }],
    },
    Report {
        code: "sales-by-category",
        title: "Sales by category",
        about: "Which categories earn what. Give those that grow the room, the stock and the front page.",
        empty: "Nothing was ordered in this period with these filters.",
        note: "Net value of the goods without cancelled pieces. An order counts in each category it has a line of.",
        filters: &[Category, Maker],
        columns: &[
            plain("category", "Category", Text),
            plain("top_category", "In", Text),
            plain("currency", "Currency", Currency),
            plain("orders", "Orders", Count),
            summed("pieces", "Pieces", Count),
            summed("share", "Share", Percent),
            summed("revenue", "Revenue", Money),
        ],
        charts: &[Chart::Bars { by: "category", of: "revenue" }],
    },
    Report {
        code: "sales-by-maker",
        title: "Sales by maker",
        about: "Whose parts are bought. Take it along when terms with a supplier are talked about.",
        empty: "Nothing was ordered in this period with these filters.",
        note: "Net value of the goods without cancelled pieces. An order counts with each maker it has a line of.",
        filters: &[Category, Maker],
        columns: &[
            plain("maker", "Maker", Text),
            plain("currency", "Currency", Currency),
            plain("orders", "Orders", Count),
            plain("parts", "Parts sold", Count),
            summed("pieces", "Pieces", Count),
            summed("share", "Share", Percent),
            summed("revenue", "Revenue", Money),
        ],
        charts: &[Chart::Bars { by: "maker", of: "revenue" }],
    },
    Report {
        code: "margin-by-category",
        title: "Margin by category",
        about: "What is left of the revenue after the pieces are paid. Where it is thin, look at prices and suppliers first.",
        empty: "Nothing was ordered in this period with these filters.",
        note: "Cost of a piece by the newest purchase order line up to the day of the order. Lines without a known cost are counted beside and are in no other figure.",
        filters: &[Category, Maker],
        columns: &[
            plain("category", "Category", Text),
            plain("currency", "Currency", Currency),
            summed("lines", "Lines", Count),
            summed("lines_without_cost", "Without a cost", Count),
            summed("revenue", "Revenue", Money),
            summed("cost", "Cost", Money),
            share("margin_percent", "Margin rate", "margin", "revenue"),
            summed("margin", "Margin", Money),
        ],
        charts: &[Chart::Stacked { by: "category", of: [("cost", "cost"), ("margin", "margin")] }],
    },
    Report {
        code: "best-sellers",
        title: "Best sellers",
        about: "The parts that bring the most. Keep them in stock before anything else.",
        empty: "Nothing was ordered in this period with these filters.",
        note: "The first hundred by net value of the goods without cancelled pieces.",
        filters: &[Category, Maker],
        columns: &[
            plain("sku", "Part", Sku),
            plain("name", "Name", Text),
            plain("category", "Category", Text),
            plain("currency", "Currency", Currency),
            plain("orders", "Orders", Count),
            summed("pieces", "Pieces", Count),
            plain("share", "Share", Percent),
            summed("revenue", "Revenue", Money),
        ],
        charts: &[Chart::Bars { by: "sku", of: "revenue" }],
    },
    Report {
        code: "dead-stock",
        title: "Dead stock",
        about: "Parts on hand that nobody ordered in the whole period. Reduce the price, bundle them, or send them back.",
        empty: "Every part on hand was ordered in this period. Choose a shorter one to be stricter.",
        note: "On hand at the end of the last day of the period. Worth the newest cost of a piece, or its list price where no cost is known.",
        filters: &[Category, Maker, Location],
        columns: &[
            plain("sku", "Part", Sku),
            plain("name", "Name", Text),
            plain("category", "Category", Text),
            plain("currency", "Currency", Currency),
            plain("last_ordered", "Last ordered", Day),
            summed("on_hand", "On hand", Count),
            plain("valued_at", "Worth by", Text),
            summed("value", "Worth", Money),
        ],
        charts: &[Chart::Bars { by: "sku", of: "value" }],
    },
    Report {
        code: "stock-turns",
        title: "Stock turns by category",
        about: "How often a year the stock of a category is sold. Few turns are money on shelves; very many are stock-outs to come.",
        empty: "No category had stock with a known cost in this period.",
        note: "Cost of what was ordered in the period, taken to a year, over the mean cost of the stock at the ends of its days.",
        filters: &[Category, Maker],
        columns: &[
            plain("category", "Category", Text),
            plain("currency", "Currency", Currency),
            summed("cost_of_sales", "Cost of sales", Money),
            summed("stock_value", "Mean stock", Money),
            plain("days_of_stock", "Lasts days", Count),
            plain("turns", "Turns a year", Ratio),
        ],
        charts: &[Chart::Bars { by: "category", of: "turns" }],
    },
    Report {
        code: "stock-ageing",
        title: "Stock ageing",
        about: "How long ago the parts on hand last came in. What is over a year old will not sell by itself.",
        empty: "Nothing was on hand at the end of this period with these filters.",
        note: "By the last receipt of the part up to the end of the period. Worth the newest cost of a piece, or its list price where no cost is known.",
        filters: &[Category, Maker, Location],
        columns: &[
            plain("age", "Last receipt", Text),
            plain("currency", "Currency", Currency),
            plain("parts", "Parts", Count),
            summed("on_hand", "On hand", Count),
            summed("share", "Share", Percent),
            summed("value", "Worth", Money),
        ],
        charts: &[Chart::Histogram { by: "age", of: "value" }],
    },
    Report {
        code: "stock-outs",
        title: "Stock-outs",
        about: "Parts that ran out and what that may have cost. Order the first ones earlier, or more of them.",
        empty: "No part ran out in this period with these filters.",
        note: "Days that ended with nothing available × pieces ordered a day in the ninety days before the first of them × list price. An estimate.",
        filters: &[Category, Maker, Location],
        columns: &[
            plain("sku", "Part", Sku),
            plain("name", "Name", Text),
            plain("category", "Category", Text),
            plain("currency", "Currency", Currency),
            plain("first_day", "First day out", Day),
            summed("days_out", "Days out", Count),
            plain("pieces_a_day", "A day before", Ratio),
            plain("price", "Price", Money),
            summed("lost", "May have cost", Money),
        ],
        charts: &[Chart::Bars { by: "sku", of: "lost" }],
    },
    Report {
        code: "fill-rate",
        title: "Fill rate and time to ship",
        about: "How much left whole at the first try, and how soon. A falling line means stock in the wrong place or too few hands.",
        empty: "Nothing that was ordered in this period has been shipped yet.",
        note: "By the week of the order. A line is whole when all its pieces left on the first day that any of them did; hours run from the order to that parcel. Services are not counted.",
        filters: &[Category, Maker, Location],
        columns: &[
            plain("week", "Week", Week),
            summed("lines", "Lines shipped", Count),
            summed("complete", "Whole at first", Count),
            summed("open", "Not shipped yet", Count),
            plain("median_hours", "Median time", Hours),
            plain("slow_hours", "90 of 100 within", Hours),
            share("fill_rate", "Fill rate", "complete", "lines"),
        ],
        charts: &[
            Chart::Lines { over: "week", of: &[("fill_rate", "fill rate")] },
            Chart::Lines { over: "week", of: &[("median_hours", "median"), ("slow_hours", "90 of 100")] },
        ],
    },
    Report {
        code: "returns-by-reason",
        title: "Returns by reason",
        about: "Why parts come back. Damage is a matter of packing, a wrong fit one of the page that sold it.",
        empty: "Nothing was sent back in this period with these filters.",
        note: "By the day the return was asked for; refused ones are left out. The share is of all pieces shipped in the same period.",
        filters: &[Category, Maker],
        columns: &[
            plain("reason", "Reason", Text),
            plain("currency", "Currency", Currency),
            plain("returns", "Returns", Count),
            summed("pieces", "Pieces", Count),
            summed("restocked", "Restocked", Count),
            summed("scrapped", "Scrapped", Count),
            summed("share_of_shipped", "Of shipped", Percent),
            summed("value", "Value", Money),
        ],
        charts: &[Chart::Bars { by: "reason", of: "pieces" }],
    },
    Report {
        code: "searches-without-result",
        title: "Searches that found nothing",
        about: "What visitors asked for in vain. A part to list, or a word to teach the search.",
        empty: "Every search of this period found something.",
        note: "The first two hundred by the number of searches.",
        filters: &[],
        columns: &[
            plain("words", "Words", Text),
            plain("days", "On days", Count),
            plain("last_day", "Last", Day),
            summed("searches", "Searches", Count),
        ],
        charts: &[Chart::Bars { by: "words", of: "searches" }],
    },
    Report {
        code: "bought-together",
        title: "Bought together",
        about: "Parts that go into the same orders. Name one on the page of the other, and store them side by side.",
        empty: "No two parts were in the same order twice in this period.",
        note: "Pairs in at least two orders, the first hundred. Support is the share of all orders; a lift of 3 means three times as often as by chance. A filter keeps pairs of which either part is in it.",
        filters: &[Category, Maker],
        columns: &[
            plain("pair", "Pair", Text),
            plain("sku", "Part", Sku),
            plain("other_sku", "With", Sku),
            plain("sku_orders", "Orders of part", Count),
            plain("other_orders", "Orders of other", Count),
            plain("support", "Support", Percent),
            plain("lift", "Lift", Ratio),
            plain("together", "Together", Count),
        ],
        charts: &[Chart::Bars { by: "pair", of: "together" }],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_fit_into_addresses() {
        let codes: HashSet<_> = REPORTS.iter().map(|report| report.code).collect();
        assert_eq!(codes.len(), REPORTS.len());
        for code in codes {
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
            assert_eq!(report(code).map(|report| report.code), Some(code));
        }
        assert_eq!(report("sales by day"), None);
    }

    #[test]
    fn charts_and_totals_name_columns_of_their_kind() {
        for report in &REPORTS {
            let kind = |name: &str| {
                let at = report.column(name).unwrap_or_else(|| panic!("{} has no column {name}", report.code));
                report.columns[at].kind
            };
            let names: HashSet<_> = report.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), report.columns.len(), "{}", report.code);
            for column in report.columns {
                if let Total::Share(part, whole) = column.total {
                    assert!(kind(part).is_figure() && kind(whole).is_figure());
                }
                assert!(column.total == Total::None || column.kind.is_figure());
            }
            assert!(!report.charts.is_empty(), "{}", report.code);
            for chart in report.charts {
                match chart {
                    Chart::Area { over, of } => assert!(kind(over) == Day && kind(of).is_figure()),
                    Chart::Lines { over, of } => {
                        assert!(kind(over) == Week && of.iter().all(|(name, _)| kind(name).is_figure()));
                        assert!((1..=2).contains(&of.len()));
                    }
                    Chart::Bars { by, of } | Chart::Histogram { by, of } => {
                        assert!(!kind(by).is_figure() && kind(of).is_figure());
                    }
                    Chart::Stacked { by, of } => {
                        assert!(!kind(by).is_figure() && of.iter().all(|(name, _)| kind(name).is_figure()));
                    }
                }
            }
            let has_money = report.columns.iter().any(|column| column.kind == Money);
            assert_eq!(has_money, report.columns.iter().any(|column| column.kind == Currency), "{}", report.code);
        }
    }
}
