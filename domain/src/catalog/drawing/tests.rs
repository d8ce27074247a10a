//! What every drawing must be, whatever the part: well-formed, finite, inside its paper, to scale,
//! with labels that do not overlap.

use proptest::prelude::*;
use quick_xml::events::Event;

use super::svg::{CHARACTER, Point};
use super::*;
use crate::catalog::shape::Shoulder;
use crate::catalog::{NoseProfile, Shape, ThrustCurve, demo};

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

/// Width and height on paper of every outline, in the order they are drawn.
fn outlines(svg: &str) -> Vec<(f64, f64)> {
    elements(svg)
        .iter()
        .filter(|e| e.get("class") == "drawing__outline")
        .map(|e| e.bounds().expect("an outline has bounds"))
        .map(|[left, top, right, bottom]| (right - left, bottom - top))
        .collect()
}

/// Width and height in millimetres of what the outlines of `shape` stand for, in the same order.
fn life_size(shape: &Shape) -> Vec<(f64, f64)> {
    let shoulder = |shoulder: Option<Shoulder>| shoulder.map(|s| (s.length, s.diameter));
    let round = |diameter| (diameter, diameter);
    let metres: Vec<_> = match *shape {
        Shape::NoseCone { length, base_diameter, shoulder: end, .. } => {
            [Some((length, base_diameter)), shoulder(end)].into_iter().flatten().collect()
        }
        Shape::Transition { length, fore_diameter, aft_diameter, fore_shoulder, aft_shoulder, .. } => {
            let body = Some((length, fore_diameter.max(aft_diameter)));
            [body, shoulder(fore_shoulder), shoulder(aft_shoulder)].into_iter().flatten().collect()
        }
        Shape::Tube { outer_diameter, inner_diameter, length } => {
            vec![(length, outer_diameter), round(outer_diameter), round(inner_diameter)]
        }
        Shape::Motor { diameter, length } => vec![(length, diameter), round(diameter)],
        Shape::Ring { outer_diameter, inner_diameter, thickness } => {
            vec![round(outer_diameter), round(inner_diameter), (thickness, outer_diameter)]
        }
        Shape::Disc { outer_diameter, thickness } => vec![round(outer_diameter), (thickness, outer_diameter)],
        // Across corners, of which only an even number are opposite each other.
        Shape::Parachute { diameter, sides, .. } if !(3..=48).contains(&sides) || sides % 4 == 0 => {
            vec![round(diameter)]
        }
        Shape::Parachute { .. } => vec![],
        Shape::Streamer { width, length } => vec![(length, width)],
        Shape::Fin { root_chord, tip_chord, span, sweep, .. } => {
            vec![(root_chord.max(sweep + tip_chord) - sweep.min(0.0), span)]
        }
    };
    metres.into_iter().map(|(width, height)| (width * 1000.0, height * 1000.0)).collect()
}

/// Pixels that a millimetre takes at the scale named.
fn named_scale(scale: &str) -> f64 {
    let scale = scale.split(',').next().expect("a first part");
    let (paper, real) = scale.split_once(':').expect("a ratio");
    paper.parse::<f64>().expect("a number") / real.parse::<f64>().expect("a number") * 96.0 / 25.4
}

const CANVASES: [Canvas; 3] = [Canvas::Wide, Canvas::Phone, Canvas::Print];

fn length() -> impl Strategy<Value = f64> {
    // From a tenth of a millimetre to five metres, evenly over the orders of magnitude.
    (-4.0f64..0.7).prop_map(|exponent| 10f64.powf(exponent))
}

fn profile() -> impl Strategy<Value = NoseProfile> {
    prop_oneof![
        Just(NoseProfile::Conical),
        Just(NoseProfile::Ogive),
        Just(NoseProfile::Ellipsoid),
        (0.0f64..=1.0).prop_map(NoseProfile::Parabolic),
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
    assert!(outlines(&drawing.svg)[0].1 > 50.0, "the diameter is readable");
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
    let file = standalone(&svg, "Scale 1:2 & more");
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
    assert!(file.contains("<title>A &gt; B</title><desc>Scale 1:2 &amp; more</desc>"));
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

#[test]
fn a_printed_sheet_is_as_large_as_it_says() {
    let short = Shape::Tube { outer_diameter: 0.054, inner_diameter: 0.05, length: 0.1 };
    let drawing = part_drawing(&short, "Coupler", Canvas::Print);
    assert_eq!(drawing.scale, "1:1");
    let svg = &elements(&drawing.svg)[0];
    assert_eq!((svg.get("width"), svg.get("height")), ("277mm", "190mm"));
    // 277 mm are as many px, and a px of the picture is one of CSS.
    assert!(svg.get("viewBox").starts_with("0 0 1046.93 "), "{}", svg.get("viewBox"));
    assert!((outlines(&drawing.svg)[0].0 - 100.0 * 96.0 / 25.4).abs() < 0.1);
    assert!(drawing.svg.contains("scale 1:1 · dimensions in mm") && drawing.svg.contains(">Coupler</text>"));
    let tiny = Shape::Disc { outer_diameter: 0.004, thickness: 0.001 };
    assert_eq!(part_drawing(&tiny, "Disc", Canvas::Print).scale, "1:1", "never larger than life");
    let long = Shape::Tube { outer_diameter: 0.102, inner_diameter: 0.098, length: 1.2 };
    assert_eq!(part_drawing(&long, "Tube", Canvas::Print).scale, "1:10");
}

#[test]
fn every_dimension_says_inches_too() {
    for part in demo::catalog() {
        let draft = part.draft;
        let Some(shape) = Shape::from_attributes(&draft.category, &draft.attributes) else { continue };
        for canvas in [Canvas::Wide, Canvas::Print] {
            let elements = elements(&part_drawing(&shape, "A part", canvas).svg);
            let count = |class: &str| elements.iter().filter(|e| e.get("class") == class).count();
            assert_eq!(count("drawing__label"), count("drawing__other"), "{} on {canvas:?}", draft.sku);
        }
    }
}

#[test]
fn small_measures_keep_their_hundredths_and_walls_are_shown() {
    let lug = Shape::Tube { outer_diameter: 0.004_06, inner_diameter: 0.003_81, length: 0.0254 };
    let svg = part_drawing(&lug, "Launch lug", Canvas::Wide).svg;
    for text in ["⌀4.06", "⌀3.81", "0.160 in", "wall 0.13 mm, 0.005 in"] {
        assert!(svg.contains(text), "{text} is missing");
    }
    let hidden = |svg: &str| elements(svg).iter().filter(|e| e.get("class") == "drawing__hidden").count();
    assert_eq!(hidden(&svg), 2);
    let shoulder = |diameter| Some(Shoulder { diameter, length: 0.03 });
    let adapter = Shape::Transition {
        profile: NoseProfile::Conical,
        length: 0.08,
        fore_diameter: 0.054,
        aft_diameter: 0.076,
        fore_shoulder: shoulder(0.05),
        aft_shoulder: shoulder(0.072),
        wall: Some(0.002),
    };
    assert_eq!(hidden(&part_drawing(&adapter, "Transition", Canvas::Wide).svg), 6, "the body and both shoulders");
}

#[test]
fn a_curve_is_named_with_what_singles_it_out() {
    for (profile, note) in [
        (NoseProfile::Ogive, "tangent ogive, ρ = 1104.8 mm"),
        (NoseProfile::Parabolic(0.75), "parabolic, K′ = 0.75"),
        (NoseProfile::Power(0.6), "power series, n = 0.6"),
        (NoseProfile::Haack(0.0), "Von Kármán, C = 0"),
        (NoseProfile::Conical, ">conical · solid"),
    ] {
        let shape = Shape::NoseCone { profile, length: 0.27, base_diameter: 0.067, shoulder: None, wall: None };
        assert!(part_drawing(&shape, "Nose cone", Canvas::Wide).svg.contains(note), "{note}");
    }
}

fn triangle(time: f64, peak: f64) -> ThrustCurve {
    ThrustCurve::new(vec![(time / 4.0, peak), (time, 0.0)]).expect("a triangle is a curve")
}

#[test]
fn curves_over_one_another_are_told_apart_by_dashes_letters_and_names() {
    let curves =
        [triangle(2.0, 100.0), triangle(2.0, 100.0), triangle(0.02, 1.0), triangle(8.0, 900.0), triangle(1.0, 1.0)];
    let named: Vec<_> =
        ["RP-1", "RP-2", "A motor with a very long name & number", "RP-4", "RP-5"].into_iter().zip(&curves).collect();
    for canvas in CANVASES {
        for count in 0..=5 {
            let drawing = thrust_overlay(&named[..count], canvas);
            check(&drawing.svg, canvas);
            let shown = count.min(MOST_CURVES);
            assert_eq!(drawing.table.len(), shown);
            let elements = elements(&drawing.svg);
            for (number, letter) in (1..).zip(["A", "B", "C", "D"]) {
                let lines =
                    elements.iter().filter(|e| e.get("class").ends_with(&format!("chart__curve--{number}"))).count();
                let letters = elements.iter().filter(|e| e.name == "text" && e.text == letter).count();
                let expected = if number <= shown { (2, 1) } else { (0, 0) };
                assert_eq!((lines, letters), expected, "{letter} of {count} on {canvas:?}");
            }
        }
    }
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
    fn every_outline_is_to_the_scale_named(shape in shape()) {
        for canvas in CANVASES {
            let drawing = part_drawing(&shape, "A part", canvas);
            let px = named_scale(&drawing.scale);
            let broken = drawing.scale.contains("broken");
            let drawn = outlines(&drawing.svg);
            prop_assert!(!drawn.is_empty());
            for (index, (on_paper, real)) in drawn.iter().zip(life_size(&shape)).enumerate() {
                prop_assert!((on_paper.1 - real.1 * px).abs() < 0.1, "{on_paper:?} for {real:?} at {}", drawing.scale);
                if !(broken && index == 0) {
                    prop_assert!((on_paper.0 - real.0 * px).abs() < 0.1, "{on_paper:?} for {real:?} at {}", drawing.scale);
                }
            }
        }
    }

    #[test]
    fn the_surface_of_a_nose_is_its_formula(profile in profile(), length in 0.02f64..0.5, ratio in 0.05f64..1.0) {
        let base = length * ratio;
        let shape = Shape::NoseCone { profile, length, base_diameter: base, shoulder: None, wall: None };
        let drawing = part_drawing(&shape, "Nose cone", Canvas::Wide);
        let px = named_scale(&drawing.scale);
        let elements = elements(&drawing.svg);
        let surface = elements.iter().find(|e| e.get("class") == "drawing__outline").expect("an outline").points();
        let tip = surface[0];
        for (x, y) in &surface {
            let formula = profile.radius((x - tip.0) / px, length * 1000.0, base * 500.0);
            // The corner may lie a hundredth of a pixel aside, where a blunt tip is steep.
            let aside = profile.radius((x - tip.0 + 0.01) / px, length * 1000.0, base * 500.0);
            let radius = (y - tip.1).abs() / px;
            prop_assert!((radius - formula).abs() * px < 0.1 + (aside - formula).abs() * px * 2.0, "{profile} at {x}: {radius} for {formula}");
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

    #[test]
    fn curves_over_one_another_make_a_clean_chart(sizes in prop::collection::vec((-2.0f64..2.0, -1.0f64..5.0), 1..=4)) {
        let curves: Vec<_> = sizes.iter().map(|(time, peak)| triangle(10f64.powf(*time), 10f64.powf(*peak))).collect();
        let named: Vec<_> = curves.iter().map(|curve| ("RP-M38-G58-14A", curve)).collect();
        for canvas in CANVASES {
            check(&thrust_overlay(&named, canvas).svg, canvas);
        }
    }
}
