//! How the figures of a facet are spread, as bars with round edges.
//!
//! The bars are of equal width between the hundredth parts at either end of the scope's figures; what
//! lies beyond is gathered in one open bar at that end. One absurd value in a supplier's file (a tube
//! of 700 m) would otherwise squeeze everything else into a single bar; steps that grow with the
//! figure would keep the bars apart too, but nobody reads a wall thickness on a logarithmic scale.

use super::narrowing::Bounds;

/// About how many bars there are.
const BARS: f64 = 20.0;
/// Most figures that edges are worked out from.
const SAMPLE: usize = 4_096;
/// Edges and figures that are so near each other, relatively, are the same: 27 steps of 2 mm are 54 mm.
const SLACK: f64 = 1e-9;

/// The figures of a field within a scope, in SI units, prices in minor units.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Smallest figure of the scope, whatever else is narrowed.
    pub least: f64,
    /// Largest figure of the scope, whatever else is narrowed.
    pub greatest: f64,
    /// From the smallest to the largest, without gaps.
    pub bars: Vec<Bar>,
}

/// A bar of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Where it begins; figures of this size are within.
    pub from: f64,
    /// Where it ends; figures of this size are in the next bar, except in the last one.
    pub to: f64,
    /// Parts that have such a figure and meet the rest of the query.
    pub count: u64,
    /// Whether the range asked for reaches into it.
    pub chosen: bool,
}

/// How the figures of a scope are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    least: f64,
    greatest: f64,
    /// The figures that a hundredth of the parts are below and above.
    inner: (f64, f64),
}

impl Spread {
    /// Of these figures, one per part in any order; none without figures.
    pub(super) fn of(figures: &[f64]) -> Option<Self> {
        (!figures.is_empty()).then(|| Self {
            least: figures.iter().copied().fold(f64::INFINITY, f64::min),
            greatest: figures.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            inner: inner_ends(figures),
        })
    }
}

/// The histogram of the figures that count, of a scope that is spread so.
pub(super) fn histogram(spread: Spread, counted: &[f64], chosen: Option<Bounds>) -> Histogram {
    let Spread { least, greatest, inner } = spread;
    let mut bars: Vec<Bar> = edges(least, greatest, inner)
        .windows(2)
        .map(|edge| Bar {
            from: edge[0],
            to: edge[1],
            count: 0,
            chosen: chosen.is_some_and(|bounds| is_below(bounds.least, edge[1]) && is_below(edge[0], bounds.greatest)),
        })
        .collect();
    for value in counted {
        let begun = bars.partition_point(|bar| bar.from - bar.from.abs() * SLACK <= *value);
        if let Some(bar) = bars.get_mut(begun.saturating_sub(1)) {
            bar.count += 1;
        }
    }
    Histogram { least, greatest, bars }
}

/// Whether a figure is below an edge by more than the slack that bounds are given.
fn is_below(figure: f64, edge: f64) -> bool {
    figure < edge - edge.abs().min(f64::MAX) * 2.0 * SLACK
}

/// Where bars begin, and where the last one ends.
fn edges(least: f64, greatest: f64, (low, high): (f64, f64)) -> Vec<f64> {
    // Ends that are not far out need no bar of their own.
    let (low, high) =
        if greatest - least <= 1.5 * (high - low) || high <= low { (least, greatest) } else { (low, high) };
    let step = round_step((high - low) / BARS).max(high.abs().max(low.abs()) * 1e-6);
    if step <= 0.0 || !step.is_finite() {
        return vec![least, greatest];
    }
    let begin = (low / step * (1.0 + SLACK.copysign(low))).floor();
    let mut edges = Vec::new();
    let mut index = begin;
    loop {
        let edge = index * step;
        edges.push(edge);
        if edge >= high - high.abs() * SLACK && edges.len() > 1 {
            break;
        }
        index += 1.0;
    }
    if let Some(edge) = edges.first_mut()
        && least < *edge
    {
        *edge = least;
    }
    if let Some(edge) = edges.last_mut()
        && greatest > *edge
    {
        *edge = greatest;
    }
    edges
}

/// The figures that a hundredth of the parts are below and above, out of a sample when they are many:
/// only edges depend on it, no count does.
fn inner_ends(values: &[f64]) -> (f64, f64) {
    let mut sample: Vec<f64> = values.iter().step_by(values.len().div_ceil(SAMPLE).max(1)).copied().collect();
    sample.sort_unstable_by(f64::total_cmp);
    let outside = sample.len() / 100;
    let at = |index: usize| sample.get(index).copied().unwrap_or(0.0);
    (at(outside), at(sample.len().saturating_sub(outside + 1)))
}

/// The next of 1, 2, 5, 10, 20 … and of their tenths.
fn round_step(step: f64) -> f64 {
    if step <= 0.0 {
        return 0.0;
    }
    let power = 10_f64.powf(step.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| step <= digit * power * (1.0 + SLACK)).unwrap_or(10.0);
    digit * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: impl IntoIterator<Item = f64>, chosen: Option<Bounds>) -> Histogram {
        let values: Vec<f64> = values.into_iter().collect();
        histogram(Spread::of(&values).expect("figures"), &values, chosen)
    }

    fn counts(histogram: &Histogram) -> Vec<u64> {
        histogram.bars.iter().map(|bar| bar.count).collect()
    }

    #[test]
    fn steps_are_round() {
        let near = |step: f64, round: f64| (round_step(step) / round - 1.0).abs() < 1e-12;
        assert!(near(0.000_13, 0.000_2) && near(1.0, 1.0) && near(3.4, 5.0) && near(72.0, 100.0));
        assert!(round_step(0.0).abs() < f64::EPSILON);
    }

    #[test]
    fn every_figure_is_in_one_bar_and_bars_follow_each_other() {
        for values in [
            (0..100).map(f64::from).collect::<Vec<_>>(),
            (1..60).map(|n| f64::from(n) * 0.002).collect(),
            vec![0.054],
            vec![0.0],
            vec![-40.0, 12.0, 230.0],
            vec![1e-9, 1e9],
            vec![5e-324, f64::MAX],
        ] {
            let count = values.len() as u64;
            let histogram = spread(values.clone(), None);
            assert_eq!(counts(&histogram).iter().sum::<u64>(), count, "{values:?}");
            assert!(histogram.bars.len() <= 45, "{} bars", histogram.bars.len());
            assert!(histogram.bars.windows(2).all(|pair| (pair[0].to - pair[1].from).abs() < f64::EPSILON));
            assert!(histogram.bars.first().is_some_and(|bar| bar.from <= histogram.least));
            assert!(histogram.bars.last().is_some_and(|bar| bar.to >= histogram.greatest));
        }
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn an_absurd_figure_does_not_squeeze_the_others() {
        let mut values: Vec<f64> = (0..1_000).map(|n| f64::from(n) / 1_000.0).collect();
        values.push(700_000.0);
        let histogram = spread(values, None);
        assert!(histogram.bars.len() >= 15);
        assert!((histogram.greatest - 700_000.0).abs() < f64::EPSILON);
        let inner = &counts(&histogram)[..histogram.bars.len() - 1];
        assert!(inner.iter().all(|count| *count >= 40), "{inner:?}");
    }

    #[test]
    fn a_figure_on_an_edge_is_in_the_bar_it_begins() {
        let histogram = spread((0..=100).map(|n| f64::from(n) * 0.002), None);
        assert!((histogram.bars[1].from - 0.01).abs() < 1e-12, "{:?}", histogram.bars[1]);
        assert!(counts(&histogram)[..19].iter().all(|count| *count == 5), "{:?}", counts(&histogram));
    }

    #[test]
    fn bars_within_the_range_are_chosen() {
        let bounds = Bounds { least: 0.32, greatest: 0.48 };
        let histogram = spread((0..=100).map(|n| f64::from(n) / 100.0), Some(bounds));
        let chosen: Vec<f64> = histogram.bars.iter().filter(|bar| bar.chosen).map(|bar| bar.from).collect();
        assert_eq!(chosen.len(), 4, "{chosen:?}");
    }
}
