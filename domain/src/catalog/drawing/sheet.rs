//! A sheet of squared paper: places views and their dimensions, finds the largest scale at which
//! everything fits, and draws. Knows views and dimensions, not what kind of part they belong to.

use super::svg::{Anchor, CHARACTER, Path, Point, Svg, text_width};
use super::{Canvas, Drawing, DrawingRow};
use crate::units::{Quantity, Unit};

/// Edge of the paper that stays empty, px.
const MARGIN: f64 = 16.0;
/// From the part to the first vertical dimension line, px.
const FIRST_COLUMN: f64 = 20.0;
/// Around the text of a vertical dimension, px.
const COLUMN_SPACE: f64 = 22.0;
/// From the part to the first horizontal dimension line, px.
const FIRST_ROW: f64 = 32.0;
/// From one horizontal dimension line to the next, px.
const ROW: f64 = 30.0;
/// Rows keep clear of the labels in the columns beside even the flattest part, px.
const LABEL_HALF_HEIGHT: f64 = 18.0;
/// The line of words at the foot, px.
const FOOT: f64 = 26.0;
/// Between two views, px.
const BETWEEN_VIEWS: f64 = 44.0;
/// How far centre lines stand out of the part, px.
const CENTRE_OVERHANG: f64 = 9.0;
/// Shortest line that has room for two arrowheads inside, px.
const ROOM_FOR_ARROWS: f64 = 24.0;
/// Pixels of one millimetre at 1:1, with 96 px to the inch as CSS has it.
const PX_PER_MM: f64 = 96.0 / 25.4;
/// Nothing is enlarged more than this.
const MAX_ENLARGEMENT: f64 = 8.0;

/// Something drawn in a view. Millimetres: x from the view's left edge, y down from its middle.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A closed outline.
    Outline(Vec<Point>),
    /// A round outline about the point.
    Round(Point, f64),
    /// A visible edge inside the outline.
    Edge(Vec<Point>),
    /// An edge hidden behind the surface.
    Hidden(Vec<Point>),
    /// A line of symmetry; drawn a little longer than given.
    Centre(Point, Point),
    /// Where a long part is broken: at this x, this high.
    Break(f64, f64),
}

/// The part seen from one side.
#[derive(Debug, Clone, Default)]
pub(super) struct View {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) marks: Vec<Mark>,
}

/// On which side of the part a dimension stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
    Above,
    Below,
}

/// A dimension between two points of a view.
#[derive(Debug, Clone)]
pub(super) struct Dimension {
    pub(super) side: Side,
    pub(super) view: usize,
    pub(super) from: Point,
    pub(super) to: Point,
    /// `⌀` or nothing.
    pub(super) sign: &'static str,
    /// The real measure, which may differ from the drawn one on a broken part.
    pub(super) mm: f64,
    /// Whether a phone has room for it.
    pub(super) on_phone: bool,
}

impl Dimension {
    fn figure(&self) -> String {
        format!("{}{}", self.sign, Quantity::new(self.mm, Unit::Millimetre).figure())
    }

    fn inch(&self) -> String {
        Quantity::from_si(self.mm / 1000.0, Unit::Inch).to_string()
    }

    /// Width of the column a vertical dimension takes.
    fn column(&self, canvas: Canvas) -> f64 {
        let text = match canvas {
            Canvas::Wide => text_width(&self.figure()).max(text_width(&self.inch())),
            Canvas::Phone => text_width(&self.figure()),
        };
        text + COLUMN_SPACE
    }
}

/// Everything known about a drawing before it has a scale.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub(super) views: Vec<View>,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) note: String,
    pub(super) table: Vec<DrawingRow>,
    pub(super) broken: bool,
}

impl Sheet {
    fn shown(&self, canvas: Canvas, side: Side) -> impl Iterator<Item = &Dimension> {
        self.dimensions.iter().filter(move |d| d.side == side && (d.on_phone || canvas == Canvas::Wide))
    }

    fn columns(&self, canvas: Canvas, side: Side) -> f64 {
        let columns: f64 = self.shown(canvas, side).map(|d| d.column(canvas)).sum();
        if columns > 0.0 { columns + FIRST_COLUMN } else { CENTRE_OVERHANG }
    }

    fn rows(&self, canvas: Canvas, side: Side) -> f64 {
        let rows: f64 = self.shown(canvas, side).map(|_| ROW).sum();
        if rows > 0.0 { rows - ROW + FIRST_ROW + 6.0 } else { CENTRE_OVERHANG }
    }

    fn gaps(&self) -> f64 {
        self.views.iter().skip(1).map(|_| BETWEEN_VIEWS).sum()
    }

    /// The box left for the views themselves, px.
    pub(super) fn room(&self, canvas: Canvas) -> (f64, f64) {
        let (width, height) = canvas.size();
        (
            width - 2.0 * MARGIN - self.columns(canvas, Side::Left) - self.columns(canvas, Side::Right) - self.gaps(),
            height - MARGIN - FOOT - self.rows(canvas, Side::Above) - self.rows(canvas, Side::Below),
        )
    }

    fn extent(&self) -> (f64, f64) {
        let width = self.views.iter().map(|view| view.width).sum();
        (width, self.views.iter().map(|view| view.height).fold(0.0, f64::max))
    }

    /// The largest round scale at which the views fit their box.
    pub(super) fn scale(&self, canvas: Canvas) -> Scale {
        let (room, extent) = (self.room(canvas), self.extent());
        Scale::at_most((room.0 / extent.0).min(room.1 / extent.1))
    }

    /// Draws the sheet.
    pub(super) fn draw(self, canvas: Canvas, label: &str) -> Drawing {
        let scale = self.scale(canvas);
        let (room, extent) = (self.room(canvas), self.extent());
        let left = MARGIN + self.columns(canvas, Side::Left) + (room.0 - extent.0 * scale.0) / 2.0;
        let axis = MARGIN + self.rows(canvas, Side::Above) + room.1 / 2.0;
        let mut origins = Vec::with_capacity(self.views.len());
        let mut x = left;
        for view in &self.views {
            origins.push((x, axis));
            x += view.width * scale.0 + BETWEEN_VIEWS;
        }
        let half = (extent.1 * scale.0 / 2.0).max(LABEL_HALF_HEIGHT);
        let frame = Frame { left, right: x - BETWEEN_VIEWS, top: axis - half, bottom: axis + half };

        let mut pen = Pen { svg: Svg::new(canvas, label), canvas, scale: scale.0, labels: Vec::new() };
        let square = pen.grid(left, axis);
        for (view, origin) in self.views.iter().zip(&origins) {
            pen.view(view, *origin);
        }
        for side in [Side::Left, Side::Right] {
            pen.columns(self.shown(canvas, side), side, &origins, &frame);
        }
        for side in [Side::Above, Side::Below] {
            pen.rows(self.shown(canvas, side), side, &origins, &frame);
        }
        let grid = format!("squares {} mm", super::svg::number(square));
        let note = if self.note.is_empty() { grid } else { format!("{} · {grid}", self.note) };
        let svg = pen.finish(&note);
        let broken = if self.broken { ", length broken" } else { "" };
        Drawing { svg, scale: format!("{}{broken}", scale.name()), table: self.table }
    }
}

/// Where the views are on the paper, px.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Pixels per millimetre, such that the ratio has two digits at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale(pub(super) f64);

impl Scale {
    fn at_most(px_per_mm: f64) -> Self {
        let ratio = px_per_mm / PX_PER_MM;
        Self(
            PX_PER_MM
                * if ratio >= 1.0 {
                    two_digits(ratio, f64::floor).min(MAX_ENLARGEMENT)
                } else {
                    1.0 / two_digits(1.0 / ratio, f64::ceil)
                },
        )
    }

    fn name(self) -> String {
        let ratio = self.0 / PX_PER_MM;
        let (up, down) = (two_digits(ratio, f64::round), two_digits(1.0 / ratio, f64::round));
        if ratio >= 1.0 { format!("{}:1", super::svg::number(up)) } else { format!("1:{}", super::svg::number(down)) }
    }
}

/// `value` with two significant digits.
fn two_digits(value: f64, round: fn(f64) -> f64) -> f64 {
    let unit = 10f64.powf(value.log10().floor() - 1.0);
    // A hair's breadth off a round number is that number.
    let steps = value / unit;
    let steps = if (steps - steps.round()).abs() < 1e-9 * steps { steps.round() } else { round(steps) };
    steps * unit
}

/// A label, kept back until every line is drawn.
struct Label {
    at: Point,
    anchor: Anchor,
    text: String,
    other: Option<String>,
    class: &'static str,
}

/// Draws in px.
struct Pen {
    svg: Svg,
    canvas: Canvas,
    scale: f64,
    labels: Vec<Label>,
}

impl Pen {
    /// Squares of a round number of millimetres, in register with the part; returns that number.
    fn grid(&mut self, left: f64, axis: f64) -> f64 {
        const SMALLEST: f64 = 16.0;
        let least = SMALLEST / self.scale;
        let unit = 10f64.powf(least.log10().floor());
        let square = [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * unit).find(|mm| *mm >= least * (1.0 - 1e-9));
        let square = square.unwrap_or(10.0 * unit);
        let (width, height) = self.canvas.size();
        let step = square * self.scale;
        let mut path = Path::default();
        for x in ticks(left % step, step, width) {
            path = path.line([(x, 0.0), (x, height)]);
        }
        for y in ticks(axis % step, step, height) {
            path = path.line([(0.0, y), (width, y)]);
        }
        self.svg.path("drawing__grid", &path);
        square
    }

    fn view(&mut self, view: &View, origin: Point) {
        let scale = self.scale;
        let place = |(x, y): Point| (origin.0 + x * scale, origin.1 + y * scale);
        let line = |points: &[Point]| Path::default().line(points.iter().copied().map(place));
        for mark in &view.marks {
            match mark {
                Mark::Outline(points) => self.svg.path("drawing__outline", &line(points).close()),
                Mark::Round(centre, radius) => self.svg.circle("drawing__outline", place(*centre), radius * scale),
                Mark::Edge(points) => self.svg.path("drawing__edge", &line(points)),
                Mark::Hidden(points) => self.svg.path("drawing__hidden", &line(points)),
                Mark::Centre(from, to) => {
                    let (from, to) = (place(*from), place(*to));
                    let length = (to.0 - from.0).hypot(to.1 - from.1).max(1e-6);
                    let (dx, dy) =
                        ((to.0 - from.0) / length * CENTRE_OVERHANG, (to.1 - from.1) / length * CENTRE_OVERHANG);
                    let path = Path::default().line([(from.0 - dx, from.1 - dy), (to.0 + dx, to.1 + dy)]);
                    self.svg.path("drawing__centre", &path);
                }
                Mark::Break(x, height) => self.broken(place((*x, 0.0)), height * scale / 2.0),
            }
        }
    }

    /// Two parallel zigzags with nothing between them.
    fn broken(&mut self, (x, axis): Point, half: f64) {
        const HALF_GAP: f64 = 5.0;
        const TOOTH: f64 = 5.0;
        let over = half + 5.0;
        let zigzag = |x: f64| {
            [
                (x, axis - over),
                (x, axis - TOOTH),
                (x + TOOTH, axis - TOOTH / 2.0),
                (x - TOOTH, axis + TOOTH / 2.0),
                (x, axis + TOOTH),
                (x, axis + over),
            ]
        };
        let (left, right) = (zigzag(x - HALF_GAP), zigzag(x + HALF_GAP));
        let gap = left.into_iter().chain(right.into_iter().rev());
        self.svg.path("drawing__break", &Path::default().line(gap).close());
        self.svg.path("drawing__edge", &Path::default().line(left).line(right));
    }

    /// Vertical dimensions, each in a column of its own, the first next to the part.
    fn columns<'a>(
        &mut self,
        dimensions: impl Iterator<Item = &'a Dimension>,
        side: Side,
        origins: &[Point],
        frame: &Frame,
    ) {
        let (edge, outward, anchor) = match side {
            Side::Left => (frame.left, -1.0, Anchor::End),
            _ => (frame.right, 1.0, Anchor::Start),
        };
        let mut line_x = edge + outward * FIRST_COLUMN;
        for dimension in dimensions {
            let place = |(x, y): Point| {
                (origins[dimension.view].0 + x * self.scale, origins[dimension.view].1 + y * self.scale)
            };
            let (from, to) = (place(dimension.from), place(dimension.to));
            let mut lines = Path::default();
            for end in [from, to] {
                lines = lines.line([(end.0 + outward * 3.0, end.1), (line_x + outward * 5.0, end.1)]);
            }
            self.dimension_line(lines, (line_x, from.1), (line_x, to.1), (0.0, 1.0));
            let (x, y) = (line_x + outward * 9.0, f64::midpoint(from.1, to.1));
            match self.canvas {
                Canvas::Wide => {
                    self.keep((x, y - 3.5), anchor, dimension.figure(), None, "drawing__label");
                    self.keep((x, y + 12.5), anchor, dimension.inch(), None, "drawing__other");
                }
                Canvas::Phone => self.keep((x, y + 4.5), anchor, dimension.figure(), None, "drawing__label"),
            }
            line_x += outward * dimension.column(self.canvas);
        }
    }

    /// Horizontal dimensions, each in the first row where it and its label are free.
    fn rows<'a>(
        &mut self,
        dimensions: impl Iterator<Item = &'a Dimension>,
        side: Side,
        origins: &[Point],
        frame: &Frame,
    ) {
        let (edge, outward) = match side {
            Side::Above => (frame.top, -1.0),
            _ => (frame.bottom, 1.0),
        };
        let first = if side == Side::Above { FIRST_ROW - 18.0 } else { FIRST_ROW };
        let mut rows: Vec<Vec<Span>> = Vec::new();
        for dimension in dimensions {
            let place = |(x, y): Point| {
                (origins[dimension.view].0 + x * self.scale, origins[dimension.view].1 + y * self.scale)
            };
            let (from, to) = (place(dimension.from), place(dimension.to));
            let label = self.seat(&mut rows, (from.0, to.0), dimension);
            let line_y = edge + outward * (first + label.offset);
            let mut lines = Path::default();
            for end in [from, to] {
                lines = lines.line([(end.0, end.1 + outward * 3.0), (end.0, line_y + outward * 5.0)]);
            }
            self.dimension_line(lines, (from.0, line_y), (to.0, line_y), (1.0, 0.0));
            let y = if label.inside { line_y - 6.0 } else { line_y + 4.5 };
            self.keep((label.x, y), label.anchor, dimension.figure(), label.inch, "drawing__label");
        }
    }

    /// Finds the row and the place in it where the label of a dimension over `span` overlaps nothing.
    fn seat(&self, rows: &mut Vec<Vec<Span>>, span: Span, dimension: &Dimension) -> Seat {
        let width = self.canvas.size().0;
        let figure = text_width(&dimension.figure());
        let full = figure + CHARACTER + text_width(&dimension.inch());
        let beside = if span.1 - span.0 < ROOM_FOR_ARROWS { 22.0 } else { 8.0 };
        let outside = if self.canvas == Canvas::Wide { full } else { figure };
        let candidates = [(full, true), (figure, true), (outside, false), (figure, false)];
        let mut offset = 0.0;
        for index in 0.. {
            if rows.len() == index {
                rows.push(Vec::new());
            }
            let row = &mut rows[index];
            for (length, inside) in candidates {
                let inch = (length > figure).then(|| dimension.inch());
                for (x, anchor, taken) in places(span, length, inside, beside).into_iter().flatten() {
                    let on_paper = taken.0 >= 4.0 && taken.1 <= width - 4.0;
                    if on_paper && row.iter().all(|other| taken.1 <= other.0 + 0.5 || taken.0 >= other.1 - 0.5) {
                        row.push(taken);
                        return Seat { offset, x, anchor, inside, inch };
                    }
                }
            }
            if row.is_empty() {
                break;
            }
            offset += ROW;
        }
        // Not even an empty row has a place: the label is wider than the paper beside the part.
        Seat { offset, x: width / 2.0, anchor: Anchor::Middle, inside: true, inch: None }
    }

    /// The line with its arrowheads: inside where there is room, from outside where there is not.
    fn dimension_line(&mut self, mut lines: Path, from: Point, to: Point, along: Point) {
        let length = (to.0 - from.0) + (to.1 - from.1);
        let back = (-along.0, -along.1);
        let arrows = if length >= ROOM_FOR_ARROWS {
            lines = lines.line([from, to]);
            Path::default().arrow(from, back).arrow(to, along)
        } else {
            let reach = |p: Point, by: f64| (p.0 + along.0 * by, p.1 + along.1 * by);
            lines = lines.line([reach(from, -18.0), reach(to, 18.0)]);
            Path::default().arrow(from, along).arrow(to, back)
        };
        self.svg.path("drawing__dimension", &lines);
        self.svg.path("drawing__arrow", &arrows);
    }

    fn keep(&mut self, at: Point, anchor: Anchor, text: String, other: Option<String>, class: &'static str) {
        self.labels.push(Label { at, anchor, text, other, class });
    }

    fn finish(mut self, note: &str) -> String {
        for label in &self.labels {
            self.svg.label(label.class, label.at, label.anchor, &label.text, label.other.as_deref());
        }
        let (width, height) = self.canvas.size();
        // As many characters as the paper is wide; the parts of a note are of falling importance.
        let mut note = note;
        while text_width(note) > width - 2.0 * MARGIN {
            note = note.rsplit_once(" · ").map_or("", |(front, _)| front);
        }
        if !note.is_empty() {
            self.svg.label("drawing__note", (MARGIN, height - 11.0), Anchor::Start, note, None);
        }
        self.svg.finish()
    }
}

/// Where a horizontal dimension's label stands.
struct Seat {
    /// Of the row, from the first one.
    offset: f64,
    x: f64,
    anchor: Anchor,
    inside: bool,
    inch: Option<String>,
}

/// A stretch of a row, px.
type Span = (f64, f64);

/// Where a label of `length` may stand at a dimension line over `span`, and what it then takes of the row.
fn places(span: Span, length: f64, inside: bool, beside: f64) -> [Option<(f64, Anchor, Span)>; 2] {
    if inside {
        let fits = span.1 - span.0 >= length + 8.0;
        return [fits.then(|| (f64::midpoint(span.0, span.1), Anchor::Middle, span)), None];
    }
    let (left, right) = (span.0 - beside, span.1 + beside);
    // On the side without the label, only an arrow stands out.
    let (from, to) = (left + 4.0, right - 4.0);
    [Some((right, Anchor::Start, (from, right + length))), Some((left, Anchor::End, (left - length, to)))]
}

/// `first`, `first + step` … below `end`; `step` is positive.
pub(super) fn ticks(first: f64, step: f64, end: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(first), move |x| Some(x + step)).take_while(move |x| *x <= end)
}
