//! Bars: one per row, lying with their figures at their ends; upright where the rows have an order of their own.

use super::axis::Axis;
use super::{Picture, Shown, Size, Unit};
use crate::catalog::drawing::svg::{Anchor, Path, Svg, fitted, text_width};
use crate::reports::Mark;

/// Bars at most; the table has the others.
const MOST_WIDE: usize = 15;
const MOST_PHONE: usize = 10;
/// Bars that have room beside one another.
const MOST_UPRIGHT: usize = 8;

/// A row: its name, its parts one after the other, and what is written at its end.
struct Bar {
    name: String,
    parts: Vec<f64>,
    words: String,
}

/// A bar per row.
pub(super) fn bars(shown: &Shown<'_>, by: &str, of: &str) -> Option<Picture> {
    let bars = plain(shown, by, of)?;
    let what = shown.title_of(of);
    picture(shown, what, shown.unit(of), &bars, &[])
}

/// A bar of two parts per row. What is below nothing has no length; its figure says so.
pub(super) fn stacked(shown: &Shown<'_>, by: &str, of: [(&'static str, &'static str); 2]) -> Option<Picture> {
    let [first, second] = of.map(|(column, _)| shown.named(by, column));
    let bars: Vec<_> = first
        .into_iter()
        .zip(second)
        .map(|((name, one), (_, two))| {
            let whole = one + two;
            let words = if whole > 0.0 {
                format!("{} % {}", crate::reports::table::decimals(100.0 * two / whole, 1), of[1].1)
            } else {
                String::new()
            };
            Bar { name, parts: vec![one.max(0.0), two.max(0.0)], words }
        })
        .collect();
    bars.iter().any(|bar| bar.parts.iter().sum::<f64>() > 0.0).then_some(())?;
    let what = of.map(|(column, _)| shown.title_of(column)).join(" and ");
    picture(shown, &what, shown.unit(of[0].0), &bars, &of.map(|(_, name)| name))
}

/// Upright bars in the order of the rows; lying ones on a phone, where their names would not fit beside one another.
pub(super) fn histogram(shown: &Shown<'_>, by: &str, of: &str) -> Option<Picture> {
    let bars = plain(shown, by, of)?;
    let what = shown.title_of(of);
    let lying = picture(shown, what, shown.unit(of), &bars, &[])?;
    if bars.len() > MOST_UPRIGHT {
        return Some(lying);
    }
    let wide = upright(&shown.title(what), &described(&bars), shown.unit(of), &bars);
    Some(Picture { wide, caption: format!("{what} by {}.", by.replace('_', " ")), ..lying })
}

fn plain(shown: &Shown<'_>, by: &str, of: &str) -> Option<Vec<Bar>> {
    let unit = shown.unit(of);
    let bar = |(name, figure): (String, f64)| Bar { name, parts: vec![figure], words: unit.words(figure) };
    let bars: Vec<_> = shown.named(by, of).into_iter().map(bar).collect();
    bars.iter().any(|bar| bar.parts.iter().any(|part| *part != 0.0)).then_some(bars)
}

fn described(bars: &[Bar]) -> String {
    let rows = bars.iter().take(5).map(|bar| format!("{} {}", bar.name, bar.words)).collect::<Vec<_>>().join("; ");
    let more = if bars.len() > 5 { " The table has the others." } else { "" };
    format!("{rows}.{more}")
}

fn picture(shown: &Shown<'_>, what: &str, unit: Unit, bars: &[Bar], legend: &[&str]) -> Option<Picture> {
    let (title, description) = (shown.title(what), described(bars));
    let draw = |size| Lying::new(size, unit, bars, legend).map(|lying| lying.draw(&title, &description));
    let caption = if bars.len() > MOST_WIDE {
        format!("{what}: the first {MOST_WIDE} of {} rows, {MOST_PHONE} on a phone.", bars.len())
    } else {
        format!("{what}.")
    };
    Some(Picture { caption, wide: draw(Size::Wide)?, phone: draw(Size::Phone)? })
}

/// Bars one under the other.
struct Lying<'a> {
    size: Size,
    unit: Unit,
    axis: Axis,
    bars: &'a [Bar],
    legend: &'a [&'a str],
    left: f64,
    right: f64,
    top: f64,
}

impl<'a> Lying<'a> {
    fn new(size: Size, unit: Unit, bars: &'a [Bar], legend: &'a [&'a str]) -> Option<Self> {
        let most = if size == Size::Wide { MOST_WIDE } else { MOST_PHONE };
        let bars = bars.get(..bars.len().min(most)).filter(|bars| !bars.is_empty())?;
        let ends = bars.iter().flat_map(|bar| [bar.parts.iter().sum::<f64>(), bar.parts[0]]);
        let (steps, top) = (if size == Size::Wide { 4.0 } else { 2.0 }, if legend.is_empty() { 12.0 } else { 40.0 });
        let axis = Axis::new(ends, unit, steps);
        let names = bars.iter().map(|bar| text_width(&bar.name)).fold(0.0, f64::max);
        let words = bars.iter().map(|bar| text_width(&bar.words)).fold(0.0, f64::max);
        let left = if size == Size::Wide { names.clamp(40.0, 250.0) + 16.0 } else { 14.0 };
        // The last step of the axis is written under its line.
        let last = axis.ticks().last().map_or(0.0, |(_, text)| text_width(text) / 2.0);
        let right = size.width() - (words + 14.0).max(last + 28.0).min(size.width() * 0.45);
        Some(Self { size, unit, axis, bars, legend, left, right, top })
    }

    fn pitch(&self) -> f64 {
        if self.size == Size::Wide { 28.0 } else { 44.0 }
    }

    fn x(&self, figure: f64) -> f64 {
        self.left + self.axis.place(figure) * (self.right - self.left)
    }

    fn draw(&self, title: &str, description: &str) -> String {
        let rows = f64::from(u32::try_from(self.bars.len()).unwrap_or(0));
        let bottom = self.top + rows * self.pitch() + 4.0;
        let mut svg = Svg::described(self.size.class(), (self.size.width(), bottom + 30.0), title, description);
        let mut grid = Path::default();
        let ticks = self.axis.ticks();
        for (place, _) in &ticks {
            let x = self.left + place * (self.right - self.left);
            grid = grid.line([(x, self.top), (x, bottom)]);
        }
        svg.path("chart__grid", &grid);
        let sign = self.unit.sign();
        let mut free = f64::NEG_INFINITY;
        for (index, (place, text)) in ticks.iter().enumerate() {
            let x = self.left + place * (self.right - self.left);
            let last = index + 1 == ticks.len();
            let text = if last && !sign.is_empty() { format!("{text} {sign}") } else { text.clone() };
            let half = text_width(&text) / 2.0;
            let x = x.clamp(half + 2.0, self.size.width() - half - 2.0);
            // What would run into its neighbour is left out; the line is there.
            if x - half >= free {
                svg.text("chart__tick", (x, bottom + 18.0), Anchor::Middle, &text);
                free = x + half + 8.0;
            }
        }
        let mut y = self.top;
        for bar in self.bars {
            self.bar(&mut svg, bar, y);
            y += self.pitch();
        }
        let zero = self.x(0.0);
        svg.path("chart__axis", &Path::default().line([(zero, self.top), (zero, bottom)]));
        self.keys(&mut svg);
        svg.finish()
    }

    fn bar(&self, svg: &mut Svg, bar: &Bar, y: f64) {
        let (name_at, bar_top) = match self.size {
            Size::Wide => ((self.left - 10.0, y + 18.0), y + 6.0),
            Size::Phone => ((self.left, y + 14.0), y + 21.0),
        };
        let room = if self.size == Size::Wide { self.left - 14.0 } else { self.size.width() - self.left - 4.0 };
        let anchor = if self.size == Size::Wide { Anchor::End } else { Anchor::Start };
        svg.text("chart__name", name_at, anchor, &fitted(&bar.name, room));
        let (mut from, mut end) = (0.0, self.x(0.0));
        for (index, part) in bar.parts.iter().enumerate() {
            let (a, b) = (self.x(from), self.x(from + part));
            let (class, inset) = shape(Mark::at(index));
            svg.rect(class, (a.min(b), bar_top + inset), ((b - a).abs(), 16.0 - 2.0 * inset));
            from += part;
            end = end.max(a).max(b);
        }
        let room = self.size.width() - end - 12.0;
        svg.text("chart__value", (end + 8.0, bar_top + 12.5), Anchor::Start, &fitted(&bar.words, room));
    }

    fn keys(&self, svg: &mut Svg) {
        let mut x = self.left.min(14.0);
        for (index, name) in self.legend.iter().enumerate() {
            let (class, inset) = shape(Mark::at(index));
            svg.rect(class, (x, 8.0 + inset), (24.0, 16.0 - 2.0 * inset));
            svg.text("chart__tick", (x + 32.0, 20.5), Anchor::Start, name);
            x += 32.0 + text_width(name) + 24.0;
        }
    }
}

/// A part's class, and how much lower it is than the row: parts are told apart by height as well.
const fn shape(mark: Mark) -> (&'static str, f64) {
    match mark {
        Mark::First => ("chart__bar", 0.0),
        Mark::Second => ("chart__bar chart__bar--second", 3.0),
    }
}

fn upright(title: &str, description: &str, unit: Unit, bars: &[Bar]) -> String {
    const HEIGHT: f64 = 300.0;
    let width = Size::Wide.width();
    let axis = Axis::new(bars.iter().map(|bar| bar.parts[0]), unit, 5.0);
    let (left, right, top, bottom) = (axis.words_width() + 20.0, width - 12.0, 40.0, HEIGHT - 36.0);
    let y = |place: f64| bottom - place * (bottom - top);
    let mut svg = Svg::described(Size::Wide.class(), (width, HEIGHT), title, description);
    let mut grid = Path::default();
    for (place, _) in axis.ticks() {
        grid = grid.line([(left, y(place)), (right, y(place))]);
    }
    svg.path("chart__grid", &grid);
    for (place, text) in axis.ticks() {
        svg.text("chart__tick", (left - 8.0, y(place) + 4.5), Anchor::End, &text);
    }
    svg.text("chart__tick", (2.0, 18.0), Anchor::Start, unit.sign());
    let slot = (right - left) / f64::from(u32::try_from(bars.len()).unwrap_or(1).max(1));
    let zero = y(axis.place(0.0));
    let mut x = left;
    for bar in bars {
        let end = y(axis.place(bar.parts[0]));
        svg.rect("chart__bar", (x + slot * 0.15, end.min(zero)), (slot * 0.7, (end - zero).abs()));
        let middle = x + slot / 2.0;
        svg.text("chart__value", (middle, end.min(zero) - 6.0), Anchor::Middle, &fitted(&bar.words, slot - 4.0));
        svg.text("chart__name", (middle, bottom + 20.0), Anchor::Middle, &fitted(&bar.name, slot - 4.0));
        x += slot;
    }
    svg.path("chart__axis", &Path::default().line([(left, zero), (right, zero)]));
    svg.finish()
}
