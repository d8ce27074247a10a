//! Draws the views of a sheet and seats the figures of its dimensions, in px. What is drawn and how
//! large is decided in `sheet`.

use super::scale::{round_step, ticks};
use super::sheet::{CENTRE_OVERHANG, Dimension, FIRST_COLUMN, FIRST_ROW, MARGIN, Mark, ROW, Side, View};
use super::svg::{Anchor, CHARACTER, Path, Point, Svg, fitted, text_width};
use super::{Canvas, PX_PER_MM};

/// Shortest line that has room for two arrowheads inside, px.
const ROOM_FOR_ARROWS: f64 = 24.0;
/// From a line to the baseline of the text under it, px.
const UNDER_LINE: f64 = 14.5;
/// Length of the line a printed sheet is checked by, millimetres.
const CHECK_MM: f64 = 50.0;

/// Where the views are on the paper, px.
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
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
pub(super) struct Pen {
    svg: Svg,
    canvas: Canvas,
    scale: f64,
    labels: Vec<Label>,
}

impl Pen {
    pub(super) fn new(canvas: Canvas, scale: f64, label: &str) -> Self {
        Self { svg: Svg::new(canvas, label), canvas, scale, labels: Vec::new() }
    }

    /// Squares of a round number of millimetres, in register with the part; returns that number.
    pub(super) fn grid(&mut self, left: f64, axis: f64) -> f64 {
        const SMALLEST: f64 = 16.0;
        let square = round_step(SMALLEST / self.scale);
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

    pub(super) fn view(&mut self, view: &View, origin: Point) {
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
    pub(super) fn columns<'a>(
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
            self.keep((x, y - 3.5), anchor, dimension.figure(), None, "drawing__label");
            self.keep((x, y + 12.5), anchor, dimension.inch(self.canvas), None, "drawing__other");
            line_x += outward * dimension.column(self.canvas);
        }
    }

    /// Horizontal dimensions, each in the first row where it and its label are free.
    pub(super) fn rows<'a>(
        &mut self,
        dimensions: impl Iterator<Item = &'a Dimension>,
        side: Side,
        origins: &[Point],
        frame: &Frame,
    ) {
        let (edge, outward, first) = match side {
            Side::Above => (frame.top, -1.0, FIRST_ROW.0),
            _ => (frame.bottom, 1.0, FIRST_ROW.1),
        };
        let mut rows: Vec<Vec<Span>> = Vec::new();
        for dimension in dimensions {
            let place = |(x, y): Point| {
                (origins[dimension.view].0 + x * self.scale, origins[dimension.view].1 + y * self.scale)
            };
            let (from, to) = (place(dimension.from), place(dimension.to));
            let seat = self.seat(&mut rows, (from.0, to.0), dimension);
            let line_y = edge + outward * (first + seat.offset);
            let mut lines = Path::default();
            for end in [from, to] {
                lines = lines.line([(end.0, end.1 + outward * 3.0), (end.0, line_y + outward * 5.0)]);
            }
            self.dimension_line(lines, (from.0, line_y), (to.0, line_y), (1.0, 0.0));
            let (figure, inch) = (dimension.figure(), dimension.inch(self.canvas));
            let one = if seat.inside { line_y - 6.0 } else { line_y + 4.5 };
            let two = if seat.inside { (one, line_y + UNDER_LINE) } else { (line_y - 3.5, line_y + 12.5) };
            match seat.form {
                Form::OneLine => self.keep((seat.x, one), seat.anchor, figure, Some(inch), "drawing__label"),
                Form::TwoLines => {
                    self.keep((seat.x, two.0), seat.anchor, figure, None, "drawing__label");
                    self.keep((seat.x, two.1), seat.anchor, inch, None, "drawing__other");
                }
                Form::FigureOnly => self.keep((seat.x, one), seat.anchor, figure, None, "drawing__label"),
            }
        }
    }

    /// Finds the row and the place in it where the label of a dimension over `span` overlaps nothing.
    fn seat(&self, rows: &mut Vec<Vec<Span>>, span: Span, dimension: &Dimension) -> Seat {
        let width = self.canvas.size().0;
        let (figure, inch) = (text_width(&dimension.figure()), text_width(&dimension.inch(self.canvas)));
        // On the side without the label, an arrow stands out where there is no room for it inside.
        let (beside, outside) = if span.1 - span.0 < ROOM_FOR_ARROWS { (22.0, 18.0) } else { (8.0, 0.0) };
        let with_inches = [
            (figure + CHARACTER + inch, Form::OneLine, true),
            (figure.max(inch), Form::TwoLines, true),
            (figure.max(inch), Form::TwoLines, false),
        ];
        let without = [(figure, Form::FigureOnly, true), (figure, Form::FigureOnly, false)];
        for candidates in [&with_inches[..], &without[..]] {
            let mut offset = 0.0;
            for index in 0.. {
                if rows.len() == index {
                    rows.push(Vec::new());
                }
                let row = &mut rows[index];
                for (length, form, inside) in candidates.iter().copied() {
                    for (x, anchor, taken) in places(span, length, inside, (beside, outside)).into_iter().flatten() {
                        let on_paper = taken.0 >= 4.0 && taken.1 <= width - 4.0;
                        if on_paper && row.iter().all(|other| taken.1 <= other.0 + 0.5 || taken.0 >= other.1 - 0.5) {
                            row.push(taken);
                            return Seat { offset, x, anchor, inside, form };
                        }
                    }
                }
                if row.is_empty() {
                    break;
                }
                offset += ROW;
            }
        }
        // Not even an empty row has a place: the label is wider than the paper beside the part.
        let full = rows.iter().take_while(|row| !row.is_empty()).fold(0.0, |offset, _| offset + ROW);
        Seat { offset: full, x: width / 2.0, anchor: Anchor::Middle, inside: true, form: Form::FigureOnly }
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

    /// Writes the labels over all lines, and `note`, whose parts are of falling importance, at the foot;
    /// a printed sheet is also given its `title`.
    pub(super) fn finish(mut self, title: &str, note: &str) -> String {
        for label in &self.labels {
            self.svg.label(label.class, label.at, label.anchor, &label.text, label.other.as_deref());
        }
        let (width, height) = self.canvas.size();
        let mut room = width - 2.0 * MARGIN;
        if self.canvas == Canvas::Print {
            room -= self.check_line() + MARGIN;
            self.svg.label("drawing__title", (MARGIN, height - 31.0), Anchor::Start, &fitted(title, room), None);
        }
        let mut note = note;
        while text_width(note) > room {
            note = note.rsplit_once(" · ").map_or("", |(front, _)| front);
        }
        if !note.is_empty() {
            self.svg.label("drawing__note", (MARGIN, height - 11.0), Anchor::Start, note, None);
        }
        self.svg.finish()
    }

    /// The line a printed sheet is checked by; returns how much of the foot it takes.
    fn check_line(&mut self) -> f64 {
        const WORDS: &str = "50 mm when printed at 100 %";
        let (width, height) = self.canvas.size();
        let (right, y) = (width - MARGIN, height - 11.0);
        let left = right - CHECK_MM * PX_PER_MM;
        let feet = [(left, y - 4.0), (left, y + 4.0)];
        let line = Path::default().line(feet).line([(left, y), (right, y)]);
        self.svg.path("drawing__dimension", &line.line([(right, y - 4.0), (right, y + 4.0)]));
        self.svg.label("drawing__note", (right, y - 10.0), Anchor::End, WORDS, None);
        text_width(WORDS).max(right - left)
    }
}

/// Where a horizontal dimension's label stands.
struct Seat {
    /// Of the row, from the first one.
    offset: f64,
    x: f64,
    anchor: Anchor,
    inside: bool,
    form: Form,
}

/// How a horizontal dimension says its two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Inches after millimetres.
    OneLine,
    /// Inches under millimetres.
    TwoLines,
    /// Where there is no room for inches; the table beside the drawing has them.
    FigureOnly,
}

/// A stretch of a row, px.
type Span = (f64, f64);

/// Where a label of `length` may stand at a dimension line over `span`, and what it then takes of the row.
fn places(span: Span, length: f64, inside: bool, (beside, outside): Span) -> [Option<(f64, Anchor, Span)>; 2] {
    if inside {
        let fits = span.1 - span.0 >= length + 8.0;
        return [fits.then(|| (f64::midpoint(span.0, span.1), Anchor::Middle, span)), None];
    }
    let (left, right) = (span.0 - beside, span.1 + beside);
    [
        Some((right, Anchor::Start, (span.0 - outside, right + length))),
        Some((left, Anchor::End, (left - length, span.1 + outside))),
    ]
}
