//! Sizes in inches that a component's description gives besides its fields.

/// Outer and inner diameter out of a ring's `1.593x.978x.125thk`.
pub(super) fn ring(description: &str) -> Option<[(&'static str, f64); 2]> {
    description.split_whitespace().find_map(|word| {
        let mut sizes = word.split(['x', 'X']).map(|size| size.trim_end_matches("thk").parse::<f64>().ok());
        match (sizes.next()??, sizes.next()??, sizes.next()?) {
            (outer, inner, _) if outer > 0.0 && inner > 0.0 => {
                Some([("outer_diameter", outer), ("inner_diameter", inner)])
            }
            _ => None,
        }
    })
}

/// The length out of `Tube coupler, 3.0", 48" long`, or else out of `Body tube, BT-20, 8.65 in.`
/// when it is the only figure and none of `diameters`.
pub(super) fn length(description: &str, diameters: &[f64]) -> Option<f64> {
    let segments = || description.split(", ").map(str::trim);
    let labelled = segments().find_map(|segment| {
        let stem = [" length", " long", " len"].iter().find_map(|label| segment.strip_suffix(label))?;
        inches(stem)
    });
    let bare = || {
        let mut figures = segments().filter_map(inches);
        let only = figures.next().filter(|_| figures.next().is_none())?;
        let is_a_diameter = diameters.iter().any(|diameter| (only - diameter).abs() <= 0.15 * diameter);
        (!is_a_diameter).then_some(only)
    };
    labelled.or_else(bare)
}

fn inches(text: &str) -> Option<f64> {
    let figure = ["\"", " in.", " in"].iter().find_map(|unit| text.strip_suffix(unit))?;
    figure.parse::<f64>().ok().filter(|inches| inches.is_finite() && *inches > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_from_diameters() {
        for (description, expected) in [
            ("Body tube, BT-20, 8.65 in.", Some(8.65)),
            ("Nose cone, balsa, ST-9, 2.6\", rounded ogive", Some(2.6)),
            ("Transition, balsa, #5 to #7, increasing, 0.75 in len", Some(0.75)),
            ("Tube coupler, phenolic, 7.5\", 48\" long", Some(48.0)),
            ("Tube, 1.5\", 2.5\"", None),
            ("Nose cone, fiberglass, 3.0\", ogive", None),
            ("Body tube", None),
        ] {
            assert_eq!(length(description, &[3.1]), expected, "{description}");
        }
    }

    #[test]
    fn rings_are_described_by_their_diameters() {
        assert_eq!(ring(".348x.250x.05thk fiber"), Some([("outer_diameter", 0.348), ("inner_diameter", 0.25)]));
        assert_eq!(ring("Centering ring x to y"), None);
    }
}
