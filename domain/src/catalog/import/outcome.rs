//! What can be said about a row or a file: why it is not taken, what was noted. The messages are
//! for people.

use std::fmt;

use super::{MAX_FILE_BYTES, MAX_ROWS, SourceLine};
use crate::catalog::thrust_curve::ThrustCurveError;

/// Why a row is not taken. The message is for the person who sent the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A field is absent or empty.
    #[error("{field} is missing")]
    MissingField {
        /// The field as the source calls it.
        field: String,
    },
    /// A field is there twice and says two things.
    #[error("{field} is given twice: “{first}” and “{second}”")]
    Contradiction {
        /// The field.
        field: String,
        /// What it says first.
        first: String,
        /// What it says then.
        second: String,
    },
    /// Not a number where one must be.
    #[error("{field} is “{value}”, which is not a number")]
    NotANumber {
        /// The field.
        field: String,
        /// What stands there.
        value: String,
    },
    /// A figure without a unit.
    #[error("{field} is {value} without a unit")]
    MissingUnit {
        /// The field.
        field: String,
        /// The figure.
        value: String,
    },
    /// A unit that is unknown or measures something else.
    #[error("{field} has the unit “{unit}”, which is not a unit of {expected}")]
    WrongUnit {
        /// The field.
        field: String,
        /// The unit as written.
        unit: String,
        /// What was expected, such as `length`.
        expected: String,
    },
    /// A size or mass no such part has.
    #[error("{field} is {value}; {min} to {max} is possible")]
    OutOfRange {
        /// The field.
        field: String,
        /// What the source says, with its unit.
        value: String,
        /// Smallest figure believed.
        min: String,
        /// Largest figure believed.
        max: String,
    },
    /// Two figures the wrong way round, such as an inner diameter above the outer.
    #[error("{field} ({value}) is not smaller than {other} ({limit})")]
    NotSmaller {
        /// The field that must be smaller.
        field: String,
        /// Its value.
        value: String,
        /// The field that must be larger.
        other: String,
        /// Its value.
        limit: String,
    },
    /// Mass and size do not belong to one thing of this world.
    #[error("{mass} in this size would be {density} kg/m³; check mass, sizes and units")]
    ImplausibleDensity {
        /// The mass as stated.
        mass: String,
        /// What follows from it.
        density: String,
    },
    /// Thrust and propellant do not belong together.
    #[error("{impulse} Ns from {propellant} of propellant is a specific impulse of {seconds} s, which no motor has")]
    ImplausibleImpulse {
        /// Area under the curve.
        impulse: String,
        /// Propellant mass as stated.
        propellant: String,
        /// Specific impulse that follows.
        seconds: String,
    },
    /// A maker nobody here knows.
    #[error("unknown maker “{name}”{}", did_you_mean.as_ref().map(|m| format!(", did you mean {m}?")).unwrap_or_default())]
    UnknownMaker {
        /// As written.
        name: String,
        /// The nearest known maker.
        did_you_mean: Option<String>,
    },
    /// Our own maker code in a supplier's file.
    #[error("“{name}” stands for our own parts and cannot come from a supplier file")]
    ReservedMaker {
        /// As written.
        name: String,
    },
    /// A kind of component the shop has no category for.
    #[error("“{element}” is not a kind of part the shop keeps")]
    UnknownKind {
        /// As the source calls it.
        element: String,
    },
    /// A word that is not one of those expected.
    #[error("{field} is “{value}”; known are {expected}")]
    UnknownWord {
        /// The field.
        field: String,
        /// What stands there.
        value: String,
        /// The words known.
        expected: String,
    },
    /// A text beyond [`MAX_TEXT`], or a component or motor with too many fields or points.
    #[error("{field} is longer than {max}")]
    TooLong {
        /// The field.
        field: String,
        /// What is allowed.
        max: usize,
    },
    /// No SKU can be made of the part number.
    #[error("part number “{mpn}” has too few letters or digits")]
    BadPartNumber {
        /// As written.
        mpn: String,
    },
    /// A motor whose head line is not a RASP head line.
    #[error(
        "“{found}” is not a motor's head line: name, diameter mm, length mm, delays, propellant kg, loaded kg, maker"
    )]
    BadMotorHead {
        /// The line.
        found: String,
    },
    /// A line of a thrust curve that is not two numbers.
    #[error("line {line}, “{found}”, is not a time and a thrust")]
    BadPoint {
        /// Which line.
        line: u32,
        /// What stands there.
        found: String,
    },
    /// Too little of a curve to sell a motor by.
    #[error("the thrust curve has {found} points, at least 3 are needed")]
    TooFewPoints {
        /// How many there are.
        found: usize,
    },
    /// The points do not make a curve.
    #[error(transparent)]
    Curve(#[from] ThrustCurveError),
    /// The same part stands elsewhere in this run with the same facts, or a better curve.
    #[error("the same part stands in {first}")]
    DuplicateOf {
        /// The one taken.
        first: SourceLine,
    },
    /// The same part modelled the other way round, as design programs need it.
    #[error("{first} turned round")]
    TurnedRound {
        /// The one taken.
        first: SourceLine,
    },
    /// The same part number for something else, and nothing to tell the two apart by.
    #[error("the part number is taken by {first}, which differs in {field}")]
    ConflictsWith {
        /// The one taken.
        first: SourceLine,
        /// The attribute that differs.
        field: String,
    },
}

/// What was noted about a row that is taken all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A maker's name was a single letter or misspelt.
    MakerGuessed {
        /// As written.
        written: String,
        /// Who was understood.
        taken: String,
    },
    /// The file lies in a folder named after another maker.
    FolderNamesAnotherMaker {
        /// The folder.
        folder: String,
    },
    /// The file was not UTF-8 and was read as Latin-1.
    NotUtf8,
    /// A field stands twice; the first was taken.
    RepeatedField {
        /// The field.
        field: String,
    },
    /// Only one of a shoulder's two sizes is there.
    ShoulderIncomplete,
    /// Neither `Filled` nor `Thickness`: solid or hollow is not known.
    WallUnknown,
    /// A coupler without a bore was taken as a bulkhead.
    NoBore,
    /// A transition between equal diameters.
    NoTaper,
    /// The material's density is missing or absurd; no mass was computed.
    DensityNotBelieved {
        /// The material, with its figure if there is one.
        material: String,
    },
    /// No mass stated or computed: why not.
    MassUnknown {
        /// The reason.
        reason: String,
    },
    /// Stated mass and material do not agree with the geometry.
    MassDisagrees {
        /// Mass as stated.
        stated: String,
        /// Mass from density and geometry.
        computed: String,
    },
    /// The description gives other sizes than the fields.
    DescriptionDisagrees {
        /// The field.
        field: String,
        /// What the field says.
        stated: String,
        /// What the description says.
        described: String,
    },
    /// Points at the same time: a step, kept by moving its end a little later.
    StepInCurve {
        /// Seconds, as in the file.
        at: String,
    },
    /// Delays that could not be read were left out.
    DelaysUnreadable {
        /// As written.
        written: String,
    },
    /// The letter in the name is more than one class away from the curve's.
    ClassDiffers {
        /// Letter in the name.
        stated: String,
        /// Letter of the curve.
        computed: String,
    },
    /// The average thrust in the name is less than half or more than twice the curve's.
    AverageThrustDiffers {
        /// Newtons in the name.
        stated: String,
        /// Newtons of the curve.
        computed: String,
    },
    /// Specific impulse outside what propellants of hobby motors reach.
    UnusualSpecificImpulse {
        /// Seconds.
        seconds: String,
    },
    /// A hybrid's propellant mass is too small for its thrust and was left out.
    OxidiserNotCounted {
        /// As stated.
        propellant: String,
    },
    /// The SKU was cut to its greatest length.
    SkuShortened,
    /// The SKU carries a suffix that tells it from a part with the same number.
    SkuDistinguished {
        /// The other part.
        from: SourceLine,
    },
    /// Another row has the same part number and other facts, and was rejected.
    Contested {
        /// The other row.
        by: SourceLine,
        /// The attribute that differs.
        field: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MakerGuessed { written, taken } => write!(f, "maker “{written}” read as {taken}"),
            Self::FolderNamesAnotherMaker { folder } => write!(f, "the folder “{folder}” names another maker"),
            Self::NotUtf8 => f.write_str("the file is not UTF-8 and was read as Latin-1"),
            Self::RepeatedField { field } => write!(f, "{field} is given twice, the first was taken"),
            Self::ShoulderIncomplete => f.write_str("only one size of a shoulder is given, taken as no shoulder"),
            Self::WallUnknown => f.write_str("neither filled nor a wall thickness: solid or hollow is not known"),
            Self::NoBore => f.write_str("a coupler without a bore, taken as a bulkhead"),
            Self::NoTaper => f.write_str("both ends of the transition have the same diameter"),
            Self::DensityNotBelieved { material } => write!(f, "no usable density for {material}"),
            Self::MassUnknown { reason } => write!(f, "no mass: {reason}"),
            Self::MassDisagrees { stated, computed } => {
                write!(f, "stated mass {stated}, but density and geometry make {computed}")
            }
            Self::DescriptionDisagrees { field, stated, described } => {
                write!(f, "{field} is {stated}, but the description says {described}")
            }
            Self::StepInCurve { at } => write!(f, "several points at {at} s, kept as a step"),
            Self::DelaysUnreadable { written } => write!(f, "delays “{written}” left out"),
            Self::ClassDiffers { stated, computed } => write!(f, "named {stated}, but the curve is class {computed}"),
            Self::AverageThrustDiffers { stated, computed } => {
                write!(f, "named for {stated} N, but the curve averages {computed} N")
            }
            Self::UnusualSpecificImpulse { seconds } => write!(f, "specific impulse of {seconds} s is unusual"),
            Self::OxidiserNotCounted { propellant } => {
                write!(f, "propellant of {propellant} cannot include the oxidiser and was left out")
            }
            Self::SkuShortened => f.write_str("part number shortened"),
            Self::SkuDistinguished { from } => write!(f, "number extended to tell it from {from}"),
            Self::Contested { by, field } => write!(f, "{by} has the same number and another {field}"),
        }
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Beyond [`MAX_FILE_BYTES`].
    #[error("the file has {bytes} bytes, at most {MAX_FILE_BYTES} are read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Beyond [`MAX_ROWS`].
    #[error("the file has more than {MAX_ROWS} rows")]
    TooManyRows,
    /// Bytes that are no text.
    #[error("the file is not text")]
    NotText,
    /// XML that does not parse.
    #[error("line {line}: not well-formed XML: {message}")]
    NotXml {
        /// Where.
        line: u32,
        /// What the parser says.
        message: String,
    },
    /// XML of something else.
    #[error("the file starts with <{found}>, not <OpenRocketComponent>")]
    NotOpenRocket {
        /// The root element.
        found: String,
    },
    /// No line in it opens a motor.
    #[error("the file holds no motor")]
    NoMotor,
    /// A table without the columns it needs.
    #[error("the table needs the columns {expected}; {missing} is missing")]
    MissingColumn {
        /// All columns needed.
        expected: String,
        /// The first that is missing.
        missing: String,
    },
    /// A table that cannot be read as CSV.
    #[error("line {line}: not a table: {message}")]
    NotCsv {
        /// Where.
        line: u32,
        /// What the parser says.
        message: String,
    },
}
