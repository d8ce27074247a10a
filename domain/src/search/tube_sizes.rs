//! The tubes of the trade by their designations, and the sizes motors come in.

/// A body tube by its designation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodyTube {
    /// What it is called, `BT-60`, without the letters that follow for colours and lengths.
    pub designation: &'static str,
    /// Outer diameter, inches.
    pub outer: f64,
    /// Inner diameter, inches.
    pub inner: f64,
}

const fn tube(designation: &'static str, outer: f64, inner: f64) -> BodyTube {
    BodyTube { designation, outer, inner }
}

/// Paper body tubes as Estes numbered them, from the smallest. Diameters as the Estes and Semroc
/// component files of `OpenRocket` state them (`estes_classic.orc`, `semroc.orc`); where the two differ,
/// by 0.003 in at most, those of Estes.
pub const BODY_TUBES: &[BodyTube] = &[
    tube("BT-2", 0.281, 0.255),
    tube("BT-3", 0.375, 0.349),
    tube("BT-4", 0.448, 0.422),
    tube("BT-5", 0.541, 0.515),
    tube("BT-10", 0.720, 0.710),
    tube("BT-19", 0.700, 0.674),
    tube("BT-20", 0.736, 0.710),
    tube("BT-30", 0.765, 0.725),
    tube("BT-40", 0.825, 0.765),
    tube("BT-50", 0.976, 0.950),
    tube("BT-51", 1.011, 0.985),
    tube("BT-52", 1.014, 0.988),
    tube("BT-55", 1.325, 1.283),
    tube("BT-56", 1.346, 1.304),
    tube("BT-58", 1.540, 1.498),
    tube("BT-60", 1.637, 1.595),
    tube("BT-65", 1.796, 1.750),
    tube("BT-70", 2.217, 2.175),
    tube("BT-80", 2.600, 2.560),
    tube("BT-100", 3.744, 3.702),
    tube("BT-101", 3.938, 3.896),
];

/// A motor size, and the bores of the tubes made for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MotorSize {
    /// What it is called, in millimetres; the motor's diameter unless another is given.
    pub name: u32,
    /// Diameter of the motor, millimetres.
    pub diameter: f64,
    /// Smallest bore sold as this size, millimetres.
    pub bore_from: f64,
    /// Largest bore sold as this size, millimetres.
    pub bore_to: f64,
}

const fn motor(name: u32, diameter: f64, bore_from: f64, bore_to: f64) -> MotorSize {
    MotorSize { name, diameter, bore_from, bore_to }
}

/// Motor sizes of ISO-like use, 13 to 98 mm. Bores from the tubes that the component files of
/// `OpenRocket` name after them: BT-5 to BT-50, LOC MMT-1.14 (28.96 mm) to Blue Tube 1.15 (29.21 mm),
/// LOC 1.52 to PML 1.525, Rocketarium 2.14 to PML 2.152, LOC 3.0 (76.2 mm, made for 75 and 76 mm
/// motors) and LOC 3.9 (99.06 mm).
pub const MOTOR_SIZES: &[MotorSize] = &[
    motor(13, 13.0, 13.0, 13.2),
    motor(18, 18.0, 18.0, 18.5),
    motor(24, 24.0, 24.0, 24.4),
    motor(29, 29.0, 28.9, 29.4),
    motor(38, 38.0, 38.0, 38.9),
    motor(54, 54.0, 54.0, 54.9),
    motor(75, 75.0, 75.0, 76.6),
    motor(76, 75.0, 75.0, 76.6),
    motor(98, 98.0, 98.0, 99.5),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tubes_have_a_wall_and_stand_once() {
        for (at, tube) in BODY_TUBES.iter().enumerate() {
            let wall = (tube.outer - tube.inner) / 2.0;
            assert!((0.004..0.04).contains(&wall), "{}", tube.designation);
            assert!(BODY_TUBES[at + 1..].iter().all(|other| other.designation != tube.designation));
        }
        for motor in MOTOR_SIZES {
            assert!(motor.bore_from <= motor.bore_to && motor.bore_to - motor.diameter < 2.0, "{}", motor.name);
        }
    }
}
