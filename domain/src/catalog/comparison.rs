//! Parts beside one another: how many, and in which order their facts are read. What must not live
//! here: how a comparison looks.

/// Most parts beside one another.
pub const MAX_PARTS: usize = 6;

/// All the words of several lists, each once, in an order that keeps to that of every list. Words that
/// no list puts in order come as they are first met; where lists contradict one another, so do they.
pub fn common_order<'a>(lists: &[Vec<&'a str>]) -> Vec<&'a str> {
    let mut left: Vec<&str> = Vec::new();
    for word in lists.iter().flatten() {
        if !left.contains(word) {
            left.push(word);
        }
    }
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |word: &&str| {
            lists.iter().any(|list| {
                let before = list.iter().position(|known| known == word).unwrap_or(0);
                list[..before].iter().any(|known| left.contains(known))
            })
        };
        let next = left.iter().position(|word| !waits(word)).unwrap_or(0);
        order.push(left.remove(next));
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_list_keeps_its_order() {
        assert_eq!(common_order(&[vec!["a", "c"], vec!["b", "c", "d"], vec!["a", "b"]]), ["a", "b", "c", "d"]);
        assert_eq!(common_order(&[vec!["a", "b"], vec!["b", "a", "c"]]), ["a", "b", "c"], "a contradiction");
        assert!(common_order(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn parts_of_one_order_are_put_together_in_it(picks in prop::collection::vec(prop::collection::vec(any::<bool>(), 12), 1..6)) {
            let all: Vec<String> = (b'a'..=b'l').map(|letter| char::from(letter).to_string()).collect();
            let lists: Vec<Vec<&str>> = picks
                .iter()
                .map(|pick| all.iter().zip(pick).filter(|(_, picked)| **picked).map(|(word, _)| word.as_str()).collect())
                .collect();
            let order = common_order(&lists);
            for list in &lists {
                let places: Vec<_> = list.iter().map(|word| order.iter().position(|known| known == word)).collect();
                prop_assert!(places.iter().all(Option::is_some) && places.is_sorted());
            }
            prop_assert_eq!(order.len(), all.iter().filter(|word| lists.iter().any(|list| list.contains(&word.as_str()))).count());
        }
    }
}
