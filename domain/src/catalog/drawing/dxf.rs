//! Flat parts as files for a laser cutter or a router: DXF of release 12 (AC1009), the one that every
//! program reads. It has no header variable for the unit; one unit is one millimetre, as a comment at
//! the top says and as programs assume. Group codes: Autodesk, “DXF Reference”.
//!
//! Layers: `CUT` has closed outlines, `ENGRAVE` has marks to align the part by. The lower left corner
//! of the part is at the origin.

use std::fmt::{Display, Write};

use super::svg::Point;
use crate::catalog::Shape;

/// Thicker than this, millimetres, nothing is cut out of a sheet.
const THICKEST_MM: f64 = 13.0;
/// Arms of the cross that marks a centre, millimetres at most.
const CROSS_MM: f64 = 5.0;

/// The layer a line is on, with its colour number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Cut,
    Engrave,
}

impl Layer {
    const ALL: [Self; 2] = [Self::Cut, Self::Engrave];

    const fn name(self) -> &'static str {
        match self {
            Self::Cut => "CUT",
            Self::Engrave => "ENGRAVE",
        }
    }

    /// Red and blue, as laser cutters' drivers tell cutting from engraving.
    const fn colour(self) -> u8 {
        match self {
            Self::Cut => 1,
            Self::Engrave => 5,
        }
    }
}

/// The outline of a flat part, one unit to the millimetre; `label` is put into a comment. None for what
/// is not cut out of a sheet: bodies, motors, sewn canopies, and plates thicker than 13 mm.
pub fn dxf(shape: &Shape, label: &str) -> Option<String> {
    let mm = |metres: f64| Some(metres * 1000.0).filter(|mm| mm.is_finite() && *mm > 0.0);
    let sheet = |thickness: f64| mm(thickness).filter(|thickness| *thickness <= THICKEST_MM);
    match *shape {
        Shape::Ring { outer_diameter, inner_diameter, thickness } => {
            sheet(thickness)?;
            let (outer, inner) = (mm(outer_diameter)? / 2.0, mm(inner_diameter)? / 2.0);
            (inner < outer).then(|| ring(outer, inner, label))
        }
        Shape::Disc { outer_diameter, thickness } => {
            sheet(thickness)?;
            Some(disc(mm(outer_diameter)? / 2.0, label))
        }
        Shape::Fin { root_chord, tip_chord, span, sweep, thickness } => {
            sheet(thickness)?;
            let (root, tip, span) = (mm(root_chord)?, mm(tip_chord)?, mm(span)?);
            let sweep = Some(sweep * 1000.0).filter(|sweep| sweep.is_finite())?;
            let root_from = (-sweep).max(0.0);
            let tip_from = root_from + sweep;
            Some(cut(&[(root_from, 0.0), (root_from + root, 0.0), (tip_from + tip, span), (tip_from, span)], label))
        }
        Shape::Streamer { width, length } => {
            let (width, length) = (mm(width)?, mm(length)?);
            Some(cut(&[(0.0, 0.0), (length, 0.0), (length, width), (0.0, width)], label))
        }
        Shape::NoseCone { .. }
        | Shape::Transition { .. }
        | Shape::Tube { .. }
        | Shape::Motor { .. }
        | Shape::Parachute { .. } => None,
    }
}

fn ring(outer: f64, inner: f64, label: &str) -> String {
    let mut file = File::new(label, (outer * 2.0, outer * 2.0));
    file.circle(Layer::Cut, (outer, outer), outer);
    file.circle(Layer::Cut, (outer, outer), inner);
    // A tick at every quarter, in the middle third of the ring.
    let third = (outer - inner) / 3.0;
    for (dx, dy) in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)] {
        let at = |radius: f64| (outer + dx * radius, outer + dy * radius);
        file.line(Layer::Engrave, at(inner + third), at(outer - third));
    }
    file.finish()
}

fn disc(radius: f64, label: &str) -> String {
    let mut file = File::new(label, (radius * 2.0, radius * 2.0));
    file.circle(Layer::Cut, (radius, radius), radius);
    let arm = CROSS_MM.min(radius / 2.0);
    file.line(Layer::Engrave, (radius - arm, radius), (radius + arm, radius));
    file.line(Layer::Engrave, (radius, radius - arm), (radius, radius + arm));
    file.finish()
}

/// A part of straight edges.
fn cut(corners: &[Point], label: &str) -> String {
    let size = corners.iter().fold((0.0, 0.0), |size: Point, corner| (size.0.max(corner.0), size.1.max(corner.1)));
    let mut file = File::new(label, size);
    file.polygon(Layer::Cut, corners);
    file.finish()
}

/// A file being written: pairs of a group code and a value, a line each.
struct File(String);

impl File {
    /// Everything before the first line of the part, which fills a box of `size` from the origin.
    fn new(label: &str, size: Point) -> Self {
        let mut file = Self(String::new());
        // A comment is one line of ASCII.
        let label: String = label.chars().map(|c| if matches!(c, ' '..='~') { c } else { '?' }).collect();
        file.pair(999, label);
        file.pair(999, "1 unit = 1 mm");
        file.section("HEADER");
        file.pair(9, "$ACADVER");
        file.pair(1, "AC1009");
        for (name, corner) in [("$EXTMIN", (0.0, 0.0)), ("$EXTMAX", size)] {
            file.pair(9, name);
            file.point(10, corner);
        }
        file.pair(0, "ENDSEC");
        file.section("TABLES");
        file.table("LTYPE", 1);
        file.pair(0, "LTYPE");
        for (code, value) in [(2, "CONTINUOUS"), (70, "0"), (3, "Solid line"), (72, "65"), (73, "0"), (40, "0.0")] {
            file.pair(code, value);
        }
        file.pair(0, "ENDTAB");
        file.table("LAYER", Layer::ALL.len());
        for layer in Layer::ALL {
            file.pair(0, "LAYER");
            file.pair(2, layer.name());
            file.pair(70, 0);
            file.pair(62, layer.colour());
            file.pair(6, "CONTINUOUS");
        }
        file.pair(0, "ENDTAB");
        file.pair(0, "ENDSEC");
        file.section("ENTITIES");
        file
    }

    fn circle(&mut self, layer: Layer, centre: Point, radius: f64) {
        self.entity("CIRCLE", layer);
        self.point(10, centre);
        self.pair(40, millimetres(radius));
    }

    fn line(&mut self, layer: Layer, from: Point, to: Point) {
        self.entity("LINE", layer);
        self.point(10, from);
        self.point(11, to);
    }

    /// A closed polyline.
    fn polygon(&mut self, layer: Layer, corners: &[Point]) {
        self.entity("POLYLINE", layer);
        self.pair(66, 1);
        self.point(10, (0.0, 0.0));
        self.pair(70, 1);
        for corner in corners {
            self.entity("VERTEX", layer);
            self.point(10, *corner);
        }
        self.entity("SEQEND", layer);
    }

    fn finish(mut self) -> String {
        self.pair(0, "ENDSEC");
        self.pair(0, "EOF");
        self.0
    }

    fn section(&mut self, name: &str) {
        self.pair(0, "SECTION");
        self.pair(2, name);
    }

    fn table(&mut self, name: &str, entries: usize) {
        self.pair(0, "TABLE");
        self.pair(2, name);
        self.pair(70, entries);
    }

    fn entity(&mut self, kind: &str, layer: Layer) {
        self.pair(0, kind);
        self.pair(8, layer.name());
    }

    /// A point in the plane; `code` is that of its x.
    fn point(&mut self, code: u16, (x, y): Point) {
        self.pair(code, millimetres(x));
        self.pair(code + 10, millimetres(y));
        self.pair(code + 20, millimetres(0.0));
    }

    fn pair(&mut self, code: u16, value: impl Display) {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{code:>3}\r\n{value}\r\n");
    }
}

/// To a ten-thousandth.
fn millimetres(value: f64) -> String {
    format!("{value:.4}")
}

#[cfg(test)]
mod tests {
    use ::dxf::Drawing;
    use ::dxf::entities::EntityType;
    use proptest::prelude::*;

    use super::*;

    /// What a reader finds, by layer: circles as (x, y, radius), closed polylines, lines.
    #[derive(Debug, Default)]
    struct Read {
        circles: Vec<(String, f64, f64, f64)>,
        polygons: Vec<(String, Vec<Point>)>,
        lines: Vec<(String, Point, Point)>,
    }

    fn read(text: &str) -> Read {
        let drawing = Drawing::load(&mut text.as_bytes()).expect("another program reads it");
        assert_eq!(drawing.header.version, ::dxf::enums::AcadVersion::R12);
        let layers: Vec<_> = drawing.layers().map(|layer| layer.name.clone()).collect();
        assert!(layers.contains(&"CUT".to_owned()) && layers.contains(&"ENGRAVE".to_owned()), "{layers:?}");
        let mut found = Read::default();
        for entity in drawing.entities() {
            let layer = entity.common.layer.clone();
            match &entity.specific {
                EntityType::Circle(circle) => {
                    found.circles.push((layer, circle.center.x, circle.center.y, circle.radius));
                }
                EntityType::Line(line) => found.lines.push((layer, (line.p1.x, line.p1.y), (line.p2.x, line.p2.y))),
                EntityType::Polyline(polyline) => {
                    assert!(polyline.is_closed());
                    let corners = polyline.vertices().map(|vertex| (vertex.location.x, vertex.location.y)).collect();
                    found.polygons.push((layer, corners));
                }
                other => panic!("{other:?}"),
            }
        }
        found
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.000_1
    }

    #[test]
    fn bodies_cloth_and_blocks_are_not_cut_out_of_a_sheet() {
        let tube = Shape::Tube { outer_diameter: 0.05, inner_diameter: 0.048, length: 0.3 };
        let canopy = Shape::Parachute { diameter: 0.5, sides: 6, line_count: 6, line_length: 0.5 };
        let block = Shape::Disc { outer_diameter: 0.02, thickness: 0.05 };
        let inside_out = Shape::Ring { outer_diameter: 0.02, inner_diameter: 0.03, thickness: 0.003 };
        let nothing = Shape::Disc { outer_diameter: f64::NAN, thickness: 0.003 };
        for shape in [tube, canopy, block, inside_out, nothing] {
            assert_eq!(dxf(&shape, "part"), None, "{shape:?}");
        }
    }

    #[test]
    fn a_label_stays_in_its_comment() {
        let disc = Shape::Disc { outer_diameter: 0.05, thickness: 0.003 };
        let text = dxf(&disc, "⌀50\r\n  0\r\nEOF").expect("flat");
        assert!(text.is_ascii());
        assert_eq!(read(&text).circles.len(), 1);
    }

    proptest! {
        #[test]
        fn rings_and_discs_read_back_as_they_are(outer in 0.005f64..0.4, share in 0.05f64..0.98, thickness in 0.0003f64..0.013) {
            let (outer_mm, inner_mm) = (outer * 1000.0, outer * share * 1000.0);
            let ring = Shape::Ring { outer_diameter: outer, inner_diameter: outer * share, thickness };
            let found = read(&dxf(&ring, "ring").expect("flat"));
            prop_assert_eq!(found.circles.len(), 2);
            for ((layer, x, y, radius), diameter) in found.circles.iter().zip([outer_mm, inner_mm]) {
                prop_assert_eq!(layer, "CUT");
                prop_assert!(near(*x, outer_mm / 2.0) && near(*y, outer_mm / 2.0) && near(*radius, diameter / 2.0));
            }
            prop_assert_eq!(found.lines.len(), 4);
            for (layer, from, to) in &found.lines {
                prop_assert_eq!(layer, "ENGRAVE");
                for end in [from, to] {
                    let radius = (end.0 - outer_mm / 2.0).hypot(end.1 - outer_mm / 2.0);
                    prop_assert!(radius > inner_mm / 2.0 && radius < outer_mm / 2.0, "a tick leaves the ring");
                }
            }
            let disc = Shape::Disc { outer_diameter: outer, thickness };
            let found = read(&dxf(&disc, "disc").expect("flat"));
            prop_assert_eq!(found.circles.len(), 1);
            prop_assert!(near(found.circles[0].3, outer_mm / 2.0));
        }

        #[test]
        fn fins_and_streamers_read_back_as_they_are(root in 0.01f64..0.4, tip in 0.005f64..0.3, span in 0.01f64..0.3, sweep in -0.2f64..0.3) {
            let fin = Shape::Fin { root_chord: root, tip_chord: tip, span, sweep, thickness: 0.003 };
            let found = read(&dxf(&fin, "fin").expect("flat"));
            prop_assert_eq!(found.polygons.len(), 1);
            let (layer, corners) = &found.polygons[0];
            prop_assert_eq!(layer, "CUT");
            prop_assert_eq!(corners.len(), 4);
            prop_assert!(near(corners[1].0 - corners[0].0, root * 1000.0));
            prop_assert!(near(corners[2].0 - corners[3].0, tip * 1000.0));
            prop_assert!(near(corners[3].0 - corners[0].0, sweep * 1000.0));
            prop_assert!(near(corners[3].1 - corners[0].1, span * 1000.0));
            prop_assert!(corners.iter().all(|corner| corner.0 >= 0.0 && corner.1 >= 0.0));
            let streamer = Shape::Streamer { width: tip, length: root };
            let found = read(&dxf(&streamer, "streamer").expect("flat"));
            prop_assert!(near(found.polygons[0].1[2].0, root * 1000.0) && near(found.polygons[0].1[2].1, tip * 1000.0));
        }
    }
}
