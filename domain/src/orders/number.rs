//! The number an order goes by.

use crate::public_number::public_number;

public_number! {
    /// The number customers see and type: `RP-` and eight characters of Crockford's base 32 (no I, L,
    /// O, U), forty random bits, so that one number says nothing about another.
    OrderNumber, "RP",
    /// Not an order number.
    InvalidOrderNumber, "an order number looks like RP-7K3M9QXD"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let number = OrderNumber::parse("RP-7K3M9QXD").expect("valid");
        for typed in ["rp-7k3m9qxd", " 7K3M 9QXD ", "RP7K3M9QXD"] {
            assert_eq!(OrderNumber::parse(typed), Ok(number.clone()), "{typed}");
        }
        assert_eq!(OrderNumber::parse("RP-OOOO1111"), OrderNumber::parse("RP-00001111"));
        for bad in ["", "RP-", "RP-7K3M9QX", "RP-7K3M9QXDD", "RP-7K3M9QXU"] {
            assert_eq!(OrderNumber::parse(bad), Err(InvalidOrderNumber), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_number_made_is_read_back(bits in any::<u64>()) {
            let number = OrderNumber::from_random(bits);
            prop_assert_eq!(OrderNumber::parse(number.as_str()), Ok(number));
        }
    }
}
