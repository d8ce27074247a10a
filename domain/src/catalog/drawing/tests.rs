//! What every drawing must be, whatever the part: well-formed, finite, inside its paper, to scale,
//! with labels that do not overlap.

use proptest::prelude::*;
use quick_xml::events::Event;

use super::svg::{CHARACTER, Point};
use super::*;
use crate::catalog::shape::Shoulder;
use crate::catalog::{NoseProfile, Shape, ThrustCurve};

/// An element of a drawing: its name and attributes.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|a| a.0 == name).map_or("", |a| a.1.as_str())
    }

    fn number(&self, name: &str) -> f64 {
        self.get(name).parse().unwrap_or_else(|_| panic!("{name}={:?} is no number", self.get(name)))
    }

    /// Corners of the path; every command is absolute and ends in a pair of numbers.
    fn points(&self) -> Vec<Point> {
        self.get("d")
            .split(['M', 'L', 'Z'])
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (x, y) = pair.split_once(' ').expect("a pair");
                (x.parse().expect("a number"), y.parse().expect("a number"))
            })
            .collect()
    }

    /// The box around everything the element draws.
    fn bounds(&self) -> Option<[f64; 4]> {
        Some(match self.name.as_str() {
            "path" => {
                let points = self.points();
                assert!(points.iter().all(|p| p.0.is_finite() && p.1.is_finite()), "{}", self.get("d"));
                points.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |b, p| {
                    [b[0].min(p.0), b[1].min(p.1), b[2].max(p.0), b[3].max(p.1)]
                })
            }
            "circle" => {
                let (x, y, r) = (self.number("cx"), self.number("cy"), self.number("r"));
                [x - r, y - r, x + r, y + r]
            }
            "text" => {
                let (x, y) = (self.number("x"), self.number("y"));
                let width = CHARACTER * f64::from(u32::try_from(self.text.chars().count()).expect("short"));
                let left = match self.get("text-anchor") {
                    "start" => x,
                    "middle" => x - width / 2.0,
                    _ => x - width,
                };
                [left, y - 10.0, left + width, y + 3.0]
            }
            _ => return None,
        })
    }
}

/// Reads the drawing as XML; whatever is not well-formed, or carries style or script, fails.
fn elements(svg: &str) -> Vec<Element> {
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let (mut elements, mut depth) = (Vec::<Element>::new(), 0);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => break,
            event @ (Event::Start(_) | Event::Empty(_)) => {
                depth += i32::from(matches!(event, Event::Start(_)));
                let (Event::Start(start) | Event::Empty(start)) = event else { unreachable!("matched above") };
                let name = start.name().as_ref().to_owned();
                let attributes: Vec<_> = start
                    .attributes()
                    .map(|a| a.expect("a good attribute"))
                    .map(|a| (a.key.as_ref().to_owned(), a.value.into_owned()))
                    .collect();
                assert!(attributes.iter().all(|a| a.0 != "style" && a.0 != "id" && !a.0.starts_with("on")));
                assert!(!matches!(name.as_str(), "style" | "script"));
                elements.push(Element { name, attributes, text: String::new() });
            }
            Event::Text(text) => {
                if let Some(element) = elements.iter_mut().rev().find(|e| e.name == "text") {
                    element.text.push_str(&text);
                }
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element is closed");
    elements
}

fn check(svg: &str, canvas: Canvas) {
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    let elements = elements(svg);
    let (width, height) = canvas.size();
    for element in &elements {
        if let Some([left, top, right, bottom]) = element.bounds() {
            assert!(
                left >= -0.01 && top >= -0.01 && right <= width + 0.01 && bottom <= height + 0.01,
                "{} {:?} {:?} leaves the paper: {:?}",
                element.name,
                element.attributes,
                element.text,
                [left, top, right, bottom],
            );
        }
    }
    let labels: Vec<_> = elements.iter().filter(|e| e.name == "text").collect();
    for (index, one) in labels.iter().enumerate() {
        for other in &labels[index + 1..] {
            let (Some(a), Some(b)) = (one.bounds(), other.bounds()) else { panic!("text has bounds") };
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "{:?} lies on {:?}", one.text, other.text);
        }
        for centre in elements.iter().filter(|e| e.get("class") == "drawing__centre") {
            let (Some(a), Some(b)) = (one.bounds(), centre.bounds()) else { panic!("both have bounds") };
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "{:?} touches a centre line", one.text);
        }
    }
}

/// Width and height of the first outline on paper.
fn first_outline(svg: &str) -> (f64, f64) {
    let elements = elements(svg);
    let outline = elements.iter().find(|e| e.get("class") == "drawing__outline").expect("an outline");
    let [left, top, right, bottom] = outline.bounds().expect("an outline has bounds");
    (right - left, bottom - top)
}

/// Pixels that a millimetre takes at the scale named.
fn named_scale(scale: &str) -> f64 {
    let scale = scale.split(',').next().expect("a first part");
    let (paper, real) = scale.split_once(':').expect("a ratio");
    paper.parse::<f64>().expect("a number") / real.parse::<f64>().expect("a number") * 96.0 / 25.4
}

const CANVASES: [Canvas; 2] = [Canvas::Wide, Canvas::Phone];

fn length() -> impl Strategy<Value = f64> {
    // From a tenth of a millimetre to five metres, evenly over the orders of magnitude.
    (-4.0f64..0.7).prop_map(|exponent| 10f64.powf(exponent))
}

fn profile() -> impl Strategy<Value = NoseProfile> {
    prop_oneof![
        Just(NoseProfile::Conical),
        Just(NoseProfile::Ogive),
        Just(NoseProfile::Ellipsoid),
        Just(NoseProfile::Parabolic),
        (0.05f64..=1.0).prop_map(NoseProfile::Power),
        (0.0f64..0.7).prop_map(NoseProfile::Haack),
    ]
}

fn shoulder() -> impl Strategy<Value = Option<Shoulder>> {
    prop::option::of((length(), length()).prop_map(|(diameter, length)| Shoulder { diameter, length }))
}

fn shape() -> impl Strategy<Value = Shape> {
    let four = || (length(), length(), length(), length());
    prop_oneof![
        (profile(), length(), length(), shoulder(), prop::option::of(length())).prop_map(
            |(profile, length, base_diameter, shoulder, wall)| Shape::NoseCone {
                profile,
                length,
                base_diameter,
                shoulder,
                wall
            }
        ),
        four().prop_map(|(a, b, length, _)| Shape::Tube { outer_diameter: a.max(b), inner_diameter: a.min(b), length }),
        four().prop_map(|(a, b, thickness, _)| Shape::Ring {
            outer_diameter: a.max(b),
            inner_diameter: a.min(b),
            thickness
        }),
        four().prop_map(|(outer_diameter, thickness, ..)| Shape::Disc { outer_diameter, thickness }),
        (profile(), four(), shoulder(), shoulder()).prop_map(
            |(profile, (length, fore_diameter, aft_diameter, wall), fore_shoulder, aft_shoulder)| Shape::Transition {
                profile,
                length,
                fore_diameter,
                aft_diameter,
                fore_shoulder,
                aft_shoulder,
                wall: Some(wall)
            }
        ),
        (four(), 0u32..2000, 0u32..2000).prop_map(|((diameter, line_length, ..), sides, line_count)| {
            Shape::Parachute { diameter, sides, line_count, line_length }
        }),
        four().prop_map(|(width, length, ..)| Shape::Streamer { width, length }),
        four().prop_map(|(diameter, length, ..)| Shape::Motor { diameter, length }),
        (four(), length(), any::<bool>()).prop_map(|((root_chord, tip_chord, span, thickness), sweep, ahead)| {
            Shape::Fin { root_chord, tip_chord, span, sweep: if ahead { -sweep } else { sweep }, thickness }
        }),
    ]
}

fn nose(length: f64, base_diameter: f64) -> Shape {
    Shape::NoseCone {
        profile: NoseProfile::Ogive,
        length,
        base_diameter,
        shoulder: Some(Shoulder { diameter: 0.0622, length: 0.07 }),
        wall: Some(0.0024),
    }
}

#[test]
fn a_nose_cone_shows_its_measures_in_both_systems() {
    let drawing = part_drawing(&nose(0.27, 0.067), "Nose cone RP-NC-66-OG4", Canvas::Wide);
    for text in ["270.0", "10.630 in", "⌀67.0", "2.638 in", "⌀62.2", "70.0", "tangent ogive", "Nose cone RP-NC-66-OG4"]
    {
        assert!(drawing.svg.contains(text), "{text} is missing");
    }
    let labels: Vec<_> = drawing.table.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels, ["Length, exposed", "Base diameter", "Shoulder diameter", "Shoulder length", "Wall"]);
}

#[test]
fn a_long_thin_tube_is_broken_and_says_so() {
    let tube = Shape::Tube { outer_diameter: 0.018, inner_diameter: 0.0173, length: 1.2 };
    let drawing = part_drawing(&tube, "Tube", Canvas::Wide);
    assert!(drawing.scale.ends_with("length broken"), "{}", drawing.scale);
    assert!(drawing.svg.contains("drawing__break"));
    assert!(drawing.svg.contains("1200.0"));
    assert!(first_outline(&drawing.svg).1 > 50.0, "the diameter is readable");
    let stout = Shape::Tube { outer_diameter: 0.0574, inner_diameter: 0.0544, length: 0.2 };
    assert!(!part_drawing(&stout, "Tube", Canvas::Wide).svg.contains("drawing__break"));
}

#[test]
fn a_label_cannot_break_out_of_its_attribute() {
    let drawing = part_drawing(&nose(0.2, 0.067), "\"/><script>alert(1)</script>", Canvas::Phone);
    check(&drawing.svg, Canvas::Phone);
}

#[test]
fn a_file_to_download_brings_its_style_and_keeps_the_picture() {
    let svg = part_drawing(&nose(0.2, 0.067), "A > B", Canvas::Wide).svg;
    let file = standalone(&svg);
    let (opening, rest) = svg.split_once('>').expect("an element");
    assert!(file.starts_with(opening) && file.ends_with(rest));
    let mut reader = quick_xml::Reader::from_str(&file);
    let mut depth = 0;
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => break,
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert_eq!(file.matches("<style>").count(), 1);
}

#[test]
fn a_measure_that_is_no_number_still_gives_a_drawing() {
    let tube = Shape::Tube { outer_diameter: f64::NAN, inner_diameter: f64::INFINITY, length: -1.0 };
    for canvas in CANVASES {
        check(&part_drawing(&tube, "Tube", canvas).svg, canvas);
    }
    elements(&thumbnail(&tube));
}

#[test]
fn a_thinned_table_keeps_the_peak_and_the_end() {
    let mut points: Vec<_> = (1..500).map(|i| (f64::from(i) * 0.01, 10.0)).collect();
    points[317].1 = 40.0;
    points.push((5.0, 0.0));
    let curve = ThrustCurve::new(points).expect("a curve");
    let table = thrust_chart(&curve, "G", Canvas::Wide).table;
    assert!(table.len() <= 24);
    assert!(table.iter().any(|row| row.metric.value > 39.0), "the peak");
    assert_eq!(table.last().map(|row| row.metric.value), Some(0.0));
}

proptest! {
    #[test]
    fn every_part_makes_a_clean_drawing(shape in shape()) {
        for canvas in CANVASES {
            let drawing = part_drawing(&shape, "A part <of> \"many\" & more", canvas);
            check(&drawing.svg, canvas);
            prop_assert!(!drawing.table.is_empty());
            prop_assert_eq!(&part_drawing(&shape, "A part <of> \"many\" & more", canvas), &drawing, "the same every time");
        }
        for element in elements(&thumbnail(&shape)) {
            if let Some([left, top, right, bottom]) = element.bounds() {
                prop_assert!(left >= 0.0 && top >= 0.0 && right <= 56.0 && bottom <= 20.0);
            }
        }
    }

    #[test]
    fn what_is_not_broken_is_to_scale(diameter in 0.005f64..0.3, ratio in 0.2f64..6.0) {
        let length = diameter * ratio;
        for canvas in CANVASES {
            let tube = Shape::Tube { outer_diameter: diameter, inner_diameter: diameter * 0.9, length };
            let drawing = part_drawing(&tube, "Tube", canvas);
            let (width, height) = first_outline(&drawing.svg);
            let px = named_scale(&drawing.scale);
            prop_assert!((height - diameter * 1000.0 * px).abs() < 0.05, "{} for {diameter} at {}", height, drawing.scale);
            if !drawing.scale.contains("broken") {
                prop_assert!((width - length * 1000.0 * px).abs() < 0.05, "{} for {length} at {}", width, drawing.scale);
            }
        }
    }

    #[test]
    fn every_curve_makes_a_clean_chart(steps in prop::collection::vec((0.001f64..0.5, 0.0f64..1.0), 1..80), exponent in -1.0f64..6.0) {
        let mut time = 0.0;
        let mut points: Vec<_> = steps.iter().map(|(dt, f)| { time += dt; (time, f * 10f64.powf(exponent)) }).collect();
        points.push((time + 0.01, 0.0));
        if let Ok(curve) = ThrustCurve::new(points) {
            for canvas in CANVASES {
                let chart = thrust_chart(&curve, "Thrust of a motor", canvas);
                check(&chart.svg, canvas);
                prop_assert!(chart.table.len() <= 24);
            }
        }
    }
}
