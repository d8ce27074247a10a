//! Pictures of a product: a quiet row, since the drawing is the main picture.

use leptos::prelude::*;
use store::catalog::{Part, PartImage};

/// Height of the row in CSS pixels, as the style has it.
const ROW: u32 = 160;

/// The pictures of the part's product, each a link to its largest rendition; none without pictures.
pub(super) fn pictures(part: &Part) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = part.images.iter().filter_map(|image| picture(part, image)).collect();
    (!items.is_empty()).then(|| view! { <ul class="pictures" aria-label="Pictures">{items}</ul> })
}

fn picture(part: &Part, image: &PartImage) -> Option<impl IntoView + use<>> {
    let (small, large) = (image.smallest()?, image.largest()?);
    let alt = if image.alt.trim().is_empty() { part.product_name.clone() } else { image.alt.clone() };
    let shown = (ROW * small.width).div_ceil(small.height.max(1));
    Some(view! {
        <li class="pictures__item">
            <a class="pictures__link" href=image.path(large)>
                <img
                    class="pictures__picture"
                    src=image.path(small)
                    srcset=image.srcset()
                    sizes=format!("{shown}px")
                    width=small.width.to_string()
                    height=small.height.to_string()
                    alt=alt
                    loading="lazy"
                    decoding="async"
                />
            </a>
        </li>
    })
}
