//! A picture as a file of its own: it leaves the shop and its style sheet behind.

/// Ink on paper.
pub(super) const INK: &str = "<style>\
    path,circle{fill:none;stroke:#15181c}\
    text{font:13px \"IBM Plex Mono\",\"DejaVu Sans Mono\",monospace;fill:#2457a7}\
    .drawing__grid,.chart__grid{stroke:#ece9e1}\
    .drawing__outline,.chart__curve{stroke-width:1.75}\
    .drawing__hidden{stroke-dasharray:5 3}\
    .drawing__centre{stroke-width:.75;stroke-dasharray:12 3 2 3}\
    .drawing__break,.drawing__halo{fill:#fff;stroke:none}\
    .drawing__dimension,.chart__average,.chart__bracket{stroke:#2457a7}\
    .drawing__arrow{fill:#2457a7;stroke:none}\
    .drawing__title{fill:#15181c}\
    .chart__average{stroke-dasharray:6 4}\
    .chart__area{fill:#e4e9f3;stroke:none}\
    .chart__peak{fill:#fff}\
    .chart__tick{fill:#5f625f}\
    .chart__curve--2{stroke:#2457a7;stroke-dasharray:9 4}\
    .chart__curve--3{stroke:#1c6b3c;stroke-dasharray:2 4}\
    .chart__curve--4{stroke:#8e3a80;stroke-dasharray:10 3 2 3}\
    .chart__label--1{fill:#15181c}\
    .chart__label--3{fill:#1c6b3c}\
    .chart__label--4{fill:#8e3a80}\
    </style>";

/// The same picture as a file: it brings its own style, which a page must not, and says what it shows
/// where a file says it: in `<title>`, taken from the picture's label, and in `<desc>`. `description`
/// is plain text. A picture made for [`super::Canvas::Print`] has its size in millimetres, so that it
/// is printed at the scale it names.
pub fn standalone(svg: &str, description: &str) -> String {
    let Some((opening, rest)) = svg.split_once('>') else { return svg.to_owned() };
    let label = opening.split_once("aria-label=\"").and_then(|(_, label)| label.split_once('"'));
    let title = label.map_or("", |(label, _)| label);
    let description = super::svg::escape(description);
    format!("{opening}><title>{title}</title><desc>{description}</desc>{INK}{rest}")
}
