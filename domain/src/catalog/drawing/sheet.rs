//! A sheet of squared paper: views and their dimensions, and the largest scale at which everything
//! fits. Knows views and dimensions, not what kind of part they belong to; drawing them is `pen`'s.

use super::pen::{Frame, Pen};
use super::scale::Scale;
use super::svg::{Point, text_width};
use super::{Canvas, Drawing, DrawingRow};
use crate::units::{Quantity, Unit};

/// Edge of the paper that stays empty, px.
pub(super) const MARGIN: f64 = 16.0;
/// From the part to the first vertical dimension line, px.
pub(super) const FIRST_COLUMN: f64 = 20.0;
/// Around the text of a vertical dimension, px.
const COLUMN_SPACE: f64 = 22.0;
/// From the part to the first horizontal dimension line, px: under the part its figure is between
/// them, above the part at most the inches under the line are.
pub(super) const FIRST_ROW: (f64, f64) = (20.0, 32.0);
/// What the text at the outermost horizontal dimension line takes beyond it, px.
const BEYOND_ROW: f64 = 18.0;
/// From one horizontal dimension line to the next, px: figures in millimetres stand above their line,
/// inches at times below it.
pub(super) const ROW: f64 = 34.0;
/// Rows keep clear of the labels in the columns beside even the flattest part, px.
const LABEL_HALF_HEIGHT: f64 = 18.0;
/// The lines of words at the foot, px.
const FOOT: (f64, f64) = (26.0, 48.0);
/// Between two views, px.
const BETWEEN_VIEWS: f64 = 44.0;
/// How far centre lines stand out of the part, px.
pub(super) const CENTRE_OVERHANG: f64 = 9.0;

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
    /// Millimetres, with the decimals that a small measure needs.
    pub(super) fn figure(&self) -> String {
        format!("{}{}", self.sign, Quantity::new(self.mm, Unit::Millimetre).lone_figure())
    }

    /// Inches, with the shorter sign where there is less room.
    pub(super) fn inch(&self, canvas: Canvas) -> String {
        let inch = Quantity::from_si(self.mm / 1000.0, Unit::Inch);
        match canvas {
            Canvas::Phone => format!("{}\"", inch.figure()),
            Canvas::Wide | Canvas::Print => inch.to_string(),
        }
    }

    /// Width of the column a vertical dimension takes.
    pub(super) fn column(&self, canvas: Canvas) -> f64 {
        text_width(&self.figure()).max(text_width(&self.inch(canvas))) + COLUMN_SPACE
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
        self.dimensions.iter().filter(move |d| d.side == side && (d.on_phone || canvas != Canvas::Phone))
    }

    fn columns(&self, canvas: Canvas, side: Side) -> f64 {
        let columns: f64 = self.shown(canvas, side).map(|d| d.column(canvas)).sum();
        if columns > 0.0 { columns + FIRST_COLUMN } else { CENTRE_OVERHANG }
    }

    fn rows(&self, canvas: Canvas, side: Side) -> f64 {
        let rows: f64 = self.shown(canvas, side).map(|_| ROW).sum();
        let first = if side == Side::Above { FIRST_ROW.0 } else { FIRST_ROW.1 };
        if rows > 0.0 { rows - ROW + first + BEYOND_ROW } else { CENTRE_OVERHANG }
    }

    fn gaps(&self) -> f64 {
        self.views.iter().skip(1).map(|_| BETWEEN_VIEWS).sum()
    }

    /// The box left for the views themselves, px.
    pub(super) fn room(&self, canvas: Canvas) -> (f64, f64) {
        let (width, height) = canvas.size();
        let foot = if canvas == Canvas::Print { FOOT.1 } else { FOOT.0 };
        (
            width - 2.0 * MARGIN - self.columns(canvas, Side::Left) - self.columns(canvas, Side::Right) - self.gaps(),
            height - MARGIN - foot - self.rows(canvas, Side::Above) - self.rows(canvas, Side::Below),
        )
    }

    fn extent(&self) -> (f64, f64) {
        let width = self.views.iter().map(|view| view.width).sum();
        (width, self.views.iter().map(|view| view.height).fold(0.0, f64::max))
    }

    /// The largest round scale at which the views fit their box.
    pub(super) fn scale(&self, canvas: Canvas) -> Scale {
        let (room, extent) = (self.room(canvas), self.extent());
        Scale::at_most(canvas, (room.0 / extent.0).min(room.1 / extent.1))
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

        let mut pen = Pen::new(canvas, scale.0, label);
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
        let broken = if self.broken { ", length broken" } else { "" };
        let scale = format!("{}{broken}", scale.name());
        // Of falling importance.
        let words = [
            (canvas == Canvas::Print).then(|| format!("scale {scale} · dimensions in mm")),
            (!self.note.is_empty()).then_some(self.note),
            Some(format!("squares {} mm", super::svg::number(square))),
        ];
        let svg = pen.finish(label, &words.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        Drawing { svg, scale, table: self.table }
    }
}
