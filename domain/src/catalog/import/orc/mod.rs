//! OpenRocket component files (`.orc`, XML): materials with densities, then components with sizes.
//!
//! What the format leaves open is settled here. Densities are in kg/m³, kg/m² or kg/m by the
//! material's `Type`; its `UnitsOfMeasure` is ignored, as OpenRocket does. Components marked `[R]`
//! are the same part turned round, so the mark is no part of the number. A length of zero needs no
//! unit. Sizes of nose cones and transitions are stated without their shoulders.

use std::collections::HashMap;

use document::Element;

use crate::catalog::import::draft::{self, Naming};
use crate::catalog::import::limits::{self, with_unit};
use crate::catalog::import::text::{decode, figure, folder, shown, tidy};
use crate::catalog::import::{FileError, MAX_TEXT, ReadRow, Rejection, SourceLine, Warning, understood_maker};
use crate::catalog::mass::{self, Density};
use crate::catalog::{AttributeSet, Maker, NoseProfile, PartDraft, Shape};
use crate::units::{Quantity, QuantityKind, Unit};

mod described;
mod document;

/// Motor sizes tubes are made for, metres.
const MOTOR_DIAMETERS: [f64; 8] = [0.013, 0.018, 0.024, 0.029, 0.038, 0.054, 0.075, 0.098];

/// Reads every component of a file. `file_name` may carry folders; it only labels rows.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<ReadRow>, FileError> {
    let (text, latin1) = decode(bytes)?;
    let document = document::parse(&text)?;
    let materials = densities(&document.materials);
    Ok(document
        .components
        .iter()
        .map(|element| {
            let mut warnings = Vec::new();
            if latin1 {
                warnings.push(Warning::NotUtf8);
            }
            let label = element.texts("PartNumber").next().unwrap_or(&element.name);
            let source = SourceLine { file: file_name.to_owned(), line: element.line, label: shown(label) };
            let outcome =
                Component { element, materials: &materials, warnings: &mut warnings }.draft(folder(file_name));
            ReadRow { source, outcome, warnings }
        })
        .collect())
}

/// Density by type and name; the first of a name counts.
type Materials = HashMap<(String, String), f64>;

fn densities(materials: &[Element]) -> Materials {
    let mut densities = Materials::new();
    for material in materials {
        let text = |name| material.texts(name).next();
        if let (Some(name), Some(kind), Some(Ok(density))) =
            (text("Name"), text("Type"), text("Density").map(str::parse::<f64>))
        {
            densities.entry((kind.to_uppercase(), tidy(name))).or_insert(density);
        }
    }
    densities
}

/// One component on its way to a draft.
struct Component<'a> {
    element: &'a Element,
    materials: &'a Materials,
    warnings: &'a mut Vec<Warning>,
}

impl<'a> Component<'a> {
    fn draft(&mut self, folder: Option<&str>) -> Result<PartDraft, Rejection> {
        if self.element.too_long {
            return Err(Rejection::TooLong { field: self.element.name.clone(), max: MAX_TEXT });
        }
        let maker = self.maker(folder)?;
        let mpn = tidy(&self.required("PartNumber")?.replace("[R]", "").replace(" ,", ","));
        let description = tidy(self.text("Description")?.unwrap_or_default());
        let category = self.category(&description)?;
        let mut facts = AttributeSet::new();
        self.sizes(category, &mut facts)?;
        let material = self.text("Material")?.map(tidy);
        if let Some(material) = &material {
            facts.state_text("material", material.trim_end_matches("bulk").trim_end_matches([',', ' ']));
        }
        if category == "motor-tubes"
            && let Some(size) = facts.number("inner_diameter").and_then(motor_size)
        {
            facts.compute("motor_diameter", size);
        }
        self.compare_with_description(category, &facts, &description)?;
        self.mass(category, &mut facts, &description)?;
        if category == "parachutes"
            && let Some(mass) = facts.number("mass")
        {
            facts.compute("packed_diameter", mass::packed_diameter(mass));
        }
        let sku = draft::sku(&maker, &mpn, self.warnings)?;
        let product_name = draft::product_name(category, &mpn, &description);
        Ok(draft::part(Naming { maker, mpn, category, product_name }, sku, facts, &description))
    }

    fn maker(&mut self, folder: Option<&str>) -> Result<Maker, Rejection> {
        let written = self.required("Manufacturer")?;
        understood_maker(written, folder, self.warnings)
    }

    /// The slug of the category. Design files file some things under the shape they are drawn with.
    fn category(&mut self, description: &str) -> Result<&'static str, Rejection> {
        let description = description.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| description.contains(word));
        let bore = self.length("InsideDiameter")?.map(Quantity::si);
        Ok(match self.element.name.as_str() {
            "NoseCone" => "nose-cones",
            "BodyTube" | "LaunchLug" if says(&["rail button", "rail guide"]) => "rail-guides",
            "BodyTube" if says(&["motor", "mmt", "engine mount"]) && bore.and_then(motor_size).is_some() => {
                "motor-tubes"
            }
            "BodyTube" => "airframe-tubes",
            "TubeCoupler" if bore == Some(0.0) => {
                self.warnings.push(Warning::NoBore);
                "bulkheads"
            }
            "TubeCoupler" => "couplers",
            "EngineBlock" if says(&["centering ring"]) => "centering-rings",
            "EngineBlock" => "engine-blocks",
            "CenteringRing" => "centering-rings",
            "BulkHead" => "bulkheads",
            "LaunchLug" => "launch-lugs",
            "Transition" => "transitions",
            "Parachute" => "parachutes",
            "Streamer" => "streamers",
            other => return Err(Rejection::UnknownKind { element: shown(other) }),
        })
    }

    fn sizes(&mut self, category: &'static str, facts: &mut AttributeSet) -> Result<(), Rejection> {
        let mut measure = |code: &str, field: &str| -> Result<Quantity, Rejection> {
            let quantity = self.length(field)?.ok_or_else(|| Rejection::MissingField { field: field.to_owned() })?;
            limits::check(category, code, field, quantity)?;
            facts.state(code, quantity);
            Ok(quantity)
        };
        match category {
            "nose-cones" => {
                let base = measure("base_diameter", "OutsideDiameter")?;
                measure("length", "Length")?;
                self.profile(facts)?;
                self.shoulder(category, facts, "", ("OutsideDiameter", base))?;
                self.wall(category, facts, ("OutsideDiameter", base))?;
            }
            "transitions" => {
                let fore = measure("fore_diameter", "ForeOutsideDiameter")?;
                let aft = measure("aft_diameter", "AftOutsideDiameter")?;
                measure("length", "Length")?;
                if (fore.si() - aft.si()).abs() < 1e-6 {
                    self.warnings.push(Warning::NoTaper);
                }
                self.profile(facts)?;
                self.shoulder(category, facts, "Fore", ("ForeOutsideDiameter", fore))?;
                self.shoulder(category, facts, "Aft", ("AftOutsideDiameter", aft))?;
                let (name, larger) =
                    if fore.si() > aft.si() { ("ForeOutsideDiameter", fore) } else { ("AftOutsideDiameter", aft) };
                self.wall(category, facts, (name, larger))?;
            }
            "airframe-tubes" | "motor-tubes" | "couplers" | "launch-lugs" | "engine-blocks" | "centering-rings" => {
                let outer = measure("outer_diameter", "OutsideDiameter")?;
                let inner = measure("inner_diameter", "InsideDiameter")?;
                measure(if category == "centering-rings" { "thickness" } else { "length" }, "Length")?;
                smaller(("InsideDiameter", inner), ("OutsideDiameter", outer))?;
            }
            "bulkheads" => {
                measure("outer_diameter", "OutsideDiameter")?;
                measure("thickness", "Length")?;
            }
            "rail-guides" => {
                measure("outer_diameter", "OutsideDiameter")?;
                measure("length", "Length")?;
            }
            "streamers" => {
                measure("width", "Width")?;
                measure("length", "Length")?;
                self.optional(category, facts, "thickness", "Thickness")?;
            }
            "parachutes" => {
                measure("diameter", "Diameter")?;
                self.count(facts, "sides", "Sides")?;
                self.count(facts, "line_count", "LineCount")?;
                self.optional(category, facts, "line_length", "LineLength")?;
            }
            _ => {}
        }
        Ok(())
    }

    fn profile(&mut self, facts: &mut AttributeSet) -> Result<(), Rejection> {
        let shape = self.required("Shape")?;
        let profile = match shape.to_uppercase().as_str() {
            "CONICAL" => NoseProfile::Conical,
            "OGIVE" => NoseProfile::Ogive,
            "ELLIPSOID" => NoseProfile::Ellipsoid,
            "PARABOLIC" => NoseProfile::Parabolic(1.0),
            "POWER" => NoseProfile::Power(0.5),
            "HAACK" => NoseProfile::Haack(0.0),
            _ => {
                return Err(Rejection::UnknownWord {
                    field: "Shape".to_owned(),
                    value: shown(shape),
                    expected: "CONICAL, OGIVE, ELLIPSOID, PARABOLIC, POWER, HAACK".to_owned(),
                });
            }
        };
        facts.state_text("profile", profile.name());
        Ok(())
    }

    /// The shoulder at one end (`""`, `"Fore"`, `"Aft"`); none unless both its sizes are there.
    fn shoulder(
        &mut self,
        category: &'static str,
        facts: &mut AttributeSet,
        end: &str,
        body: (&str, Quantity),
    ) -> Result<(), Rejection> {
        let (diameter_field, length_field) = (format!("{end}ShoulderDiameter"), format!("{end}ShoulderLength"));
        let some = |quantity: Option<Quantity>| quantity.filter(|quantity| quantity.value != 0.0);
        let (diameter, length) = (some(self.length(&diameter_field)?), some(self.length(&length_field)?));
        let (Some(diameter), Some(length)) = (diameter, length) else {
            if diameter.is_some() || length.is_some() {
                self.warnings.push(Warning::ShoulderIncomplete);
            }
            return Ok(());
        };
        let prefix = if end.is_empty() { String::new() } else { format!("{}_", end.to_lowercase()) };
        let (diameter_code, length_code) = (format!("{prefix}shoulder_diameter"), format!("{prefix}shoulder_length"));
        limits::check(category, &diameter_code, &diameter_field, diameter)?;
        limits::check(category, &length_code, &length_field, length)?;
        if diameter.si() > body.1.si() + 1e-6 {
            smaller((&diameter_field, diameter), body)?;
        }
        facts.state(&diameter_code, diameter);
        facts.state(&length_code, length);
        Ok(())
    }

    /// The wall of a hollow body; `Filled` says there is none.
    fn wall(
        &mut self,
        category: &'static str,
        facts: &mut AttributeSet,
        body: (&str, Quantity),
    ) -> Result<(), Rejection> {
        if self.filled()? == Some(true) {
            return Ok(());
        }
        let Some(wall) = self.length("Thickness")?.filter(|wall| wall.value != 0.0) else {
            self.warnings.push(Warning::WallUnknown);
            return Ok(());
        };
        let radius = Quantity::new(body.1.value / 2.0, body.1.unit);
        smaller(("Thickness", wall), (&format!("half of {}", body.0), radius))?;
        limits::check(category, "wall", "Thickness", wall)?;
        facts.state("wall", wall);
        Ok(())
    }

    fn filled(&mut self) -> Result<Option<bool>, Rejection> {
        match self.text("Filled")?.map(str::to_lowercase).as_deref() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(other) => Err(Rejection::UnknownWord {
                field: "Filled".to_owned(),
                value: shown(other),
                expected: "true, false".to_owned(),
            }),
        }
    }

    /// A length that may be missing or zero, which both mean “not stated”.
    fn optional(
        &mut self,
        category: &'static str,
        facts: &mut AttributeSet,
        code: &str,
        field: &str,
    ) -> Result<(), Rejection> {
        if let Some(quantity) = self.length(field)?.filter(|quantity| quantity.value != 0.0) {
            limits::check(category, code, field, quantity)?;
            facts.state(code, quantity);
        }
        Ok(())
    }

    fn count(&mut self, facts: &mut AttributeSet, code: &str, field: &str) -> Result<(), Rejection> {
        let Some(text) = self.measure_text(field)? else { return Ok(()) };
        let value = number(field, text)?;
        if value.fract() != 0.0 {
            return Err(Rejection::NotANumber { field: field.to_owned(), value: shown(text) });
        }
        let count = Quantity::new(value, Unit::One);
        limits::check("parachutes", code, field, count)?;
        facts.state(code, count);
        Ok(())
    }

    /// States the maker's mass, checked against the geometry, or computes it.
    fn mass(&mut self, category: &'static str, facts: &mut AttributeSet, described: &str) -> Result<(), Rejection> {
        let computed = self.computed_mass(category, facts, described);
        let Some(stated) = self.quantity("Mass", QuantityKind::Mass)?.filter(|mass| mass.value != 0.0) else {
            match computed {
                Ok(mass) => match limits::check(category, "mass", "mass", Quantity::new(mass, Unit::Kilogram)) {
                    Ok(()) => facts.compute("mass", mass),
                    Err(refused) => self.warnings.push(Warning::MassUnknown { reason: refused.to_string() }),
                },
                Err(warning) => self.warnings.push(warning),
            }
            return Ok(());
        };
        limits::check(category, "mass", "Mass", stated)?;
        if let Some(volume) = Shape::from_attributes(category, facts).as_ref().and_then(mass::volume) {
            let density = stated.si() / volume;
            // Metal fittings may make a part heavier than its material, but not many times over.
            let densest = self
                .density("Material")
                .ok()
                .and(self.text("Material")?)
                .map_or(*limits::DENSITY.end(), |material| limits::density_of(material).end() * 3.0);
            if !limits::DENSITY.contains(&density) || density > densest {
                return Err(Rejection::ImplausibleDensity { mass: with_unit(stated), density: figure(density) });
            }
        }
        if let Ok(computed) = computed
            && !(computed / 3.0..=computed * 3.0).contains(&stated.si())
        {
            let computed = with_unit(Quantity::from_si(computed, stated.unit));
            self.warnings.push(Warning::MassDisagrees { stated: with_unit(stated), computed });
        }
        facts.state("mass", stated);
        Ok(())
    }

    fn computed_mass(&mut self, category: &str, facts: &AttributeSet, described: &str) -> Result<f64, Warning> {
        let unknown = |reason: &str| Warning::MassUnknown { reason: reason.to_owned() };
        let described = described.to_lowercase();
        if ["cluster", "bored", "drilled", "holes"].iter().any(|word| described.contains(word)) {
            return Err(unknown("it has more holes than its sizes say"));
        }
        if self.warnings.contains(&Warning::WallUnknown) {
            return Err(unknown("solid or hollow is not known"));
        }
        let shape = Shape::from_attributes(category, facts).ok_or_else(|| unknown("no geometry to compute it from"))?;
        let density = self.density("Material")?;
        let mass =
            mass::computed_mass(&shape, density).ok_or_else(|| unknown("material and shape do not go together"))?;
        if facts.number("line_count").is_none_or(|lines| lines == 0.0) {
            return Ok(mass);
        }
        match self.density("LineMaterial")? {
            Density::Line(density) => Ok(mass + mass::shroud_line_mass(&shape, density).unwrap_or_default()),
            _ => Err(unknown("the shroud lines are not of a cord")),
        }
    }

    /// The density of the material that `field` names, if it can be believed.
    fn density(&self, field: &str) -> Result<Density, Warning> {
        let found =
            self.element.fields.iter().find(|candidate| candidate.name == field && !candidate.text.trim().is_empty());
        let Some(found) = found else {
            return Err(Warning::MassUnknown { reason: format!("{field} is missing") });
        };
        let name = tidy(&found.text);
        let kind = found.kind.as_deref().unwrap_or("BULK").trim().to_uppercase();
        let doubt = |material: String| Warning::DensityNotBelieved { material };
        let Some(density) = self.materials.get(&(kind.clone(), name.clone())).copied() else {
            return Err(doubt(shown(&name)));
        };
        let (believed, density_in_kind) = match kind.as_str() {
            "SURFACE" => ((0.002..=2.0).contains(&density), Density::Surface(density)),
            "LINE" => ((0.000_005..=2.0).contains(&density), Density::Line(density)),
            _ => (limits::density_of(&name).contains(&density), Density::Bulk(density)),
        };
        if believed { Ok(density_in_kind) } else { Err(doubt(format!("{} ({})", shown(&name), figure(density)))) }
    }

    /// Sizes the description gives in inches must agree with the fields: a tenth off is noted, a
    /// figure four times too large or small is a wrong unit or a slip and refused.
    fn compare_with_description(
        &mut self,
        category: &str,
        facts: &AttributeSet,
        description: &str,
    ) -> Result<(), Rejection> {
        let (ring, length) = if category == "centering-rings" {
            (described::ring(description), None)
        } else {
            let diameters: Vec<f64> = ["outer_diameter", "base_diameter", "fore_diameter", "aft_diameter"]
                .iter()
                .filter_map(|code| facts.number(code))
                .map(|si| Quantity::from_si(si, Unit::Inch).value)
                .collect();
            (None, described::length(description, &diameters))
        };
        for (code, inches) in ring.into_iter().flatten().chain(length.map(|inches| ("length", inches))) {
            let Some(stated) = facts.number(code).map(|si| Quantity::from_si(si, Unit::Inch)) else { continue };
            let (field, described) = (code.to_owned(), with_unit(Quantity::new(inches, Unit::Inch)));
            if !(inches / 4.0..=inches * 4.0).contains(&stated.value) {
                return Err(Rejection::Contradiction { field, first: with_unit(stated), second: described });
            }
            if (stated.value - inches).abs() > 0.1 * inches {
                self.warnings.push(Warning::DescriptionDisagrees { field, stated: with_unit(stated), described });
            }
        }
        Ok(())
    }

    fn required(&mut self, field: &str) -> Result<&'a str, Rejection> {
        self.text(field)?.ok_or_else(|| Rejection::MissingField { field: field.to_owned() })
    }

    /// The text of a field, the first when there are several.
    fn text(&mut self, field: &str) -> Result<Option<&'a str>, Rejection> {
        let element = self.element;
        let mut texts = element.texts(field);
        let first = texts.next();
        if texts.any(|text| Some(text) != first) {
            if field != "Description" {
                return self.measure_text(field);
            }
            self.warnings.push(Warning::RepeatedField { field: field.to_owned() });
        }
        Ok(first)
    }

    /// The text of a field that must not say two things.
    fn measure_text(&self, field: &str) -> Result<Option<&'a str>, Rejection> {
        let element = self.element;
        let mut texts = element.texts(field);
        let first = texts.next();
        match (first, texts.find(|text| Some(*text) != first)) {
            (Some(first), Some(other)) => {
                Err(Rejection::Contradiction { field: field.to_owned(), first: shown(first), second: shown(other) })
            }
            _ => Ok(first),
        }
    }

    fn length(&self, field: &str) -> Result<Option<Quantity>, Rejection> {
        self.quantity(field, QuantityKind::Length)
    }

    fn quantity(&self, field: &str, kind: QuantityKind) -> Result<Option<Quantity>, Rejection> {
        let Some(text) = self.measure_text(field)? else { return Ok(None) };
        let value = number(field, text)?;
        let unit = self
            .element
            .fields
            .iter()
            .find(|f| f.name == field && f.text.trim() == text)
            .and_then(|f| f.unit.as_deref());
        let unit = match unit.map(str::trim).filter(|unit| !unit.is_empty()) {
            Some(written) => Unit::parse(written).filter(|unit| unit.kind() == kind).ok_or_else(|| {
                Rejection::WrongUnit { field: field.to_owned(), unit: shown(written), expected: kind.name().to_owned() }
            })?,
            None if value == 0.0 => kind.display_unit().unwrap_or(Unit::One),
            None => return Err(Rejection::MissingUnit { field: field.to_owned(), value: shown(text) }),
        };
        Ok(Some(Quantity::new(value, unit)))
    }
}

fn number(field: &str, text: &str) -> Result<f64, Rejection> {
    let refuse = || Rejection::NotANumber { field: field.to_owned(), value: shown(text) };
    text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(refuse)
}

fn smaller(small: (&str, Quantity), large: (&str, Quantity)) -> Result<(), Rejection> {
    if small.1.si() < large.1.si() {
        return Ok(());
    }
    Err(Rejection::NotSmaller {
        field: small.0.to_owned(),
        value: with_unit(small.1),
        other: large.0.to_owned(),
        limit: with_unit(large.1),
    })
}

/// The standard motor a bore takes: up to 1.2 mm wider than the motor.
fn motor_size(bore: f64) -> Option<f64> {
    MOTOR_DIAMETERS.into_iter().find(|size| (-0.000_05..=0.001_2).contains(&(bore - size)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bores_name_their_motor() {
        assert_eq!(motor_size(0.0183), Some(0.018));
        assert_eq!(motor_size(0.0290), Some(0.029));
        assert_eq!(motor_size(0.0178), None);
        assert_eq!(motor_size(0.0330), None);
    }
}
