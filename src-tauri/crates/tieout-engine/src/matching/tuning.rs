//! Shows the features of all compared pairs, so that weights can be fitted.
//!
//! Not here: fitting (an example program). Invariant: the features are those `suggest` judges by.

use tieout_domain::ObjectKind;

use super::candidate::Candidate;
use super::suggest::compared_features;

/// For each left record: right position, features of the pair.
pub fn features(kind: ObjectKind, lefts: &[Candidate], rights: &[Candidate]) -> Vec<Vec<(usize, Vec<f64>)>> {
    compared_features(kind, lefts, rights)
}

/// Features of a pair among its rivals.
pub fn among_rivals(alone: f64, left_gap: f64, right_gap: f64, one_to_one: bool) -> Vec<f64> {
    super::score::among_rivals(alone, left_gap, right_gap, one_to_one).to_vec()
}
