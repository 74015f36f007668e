//! Weights of the features, fitted by `examples/match_weights.rs` on development lists of six kinds.
//!
//! Not here: what the features mean (`score`). Invariant: written by that program, not by hand.

/// A pair by itself.
pub const PAIR: [f64; 49] = [
    -10.040, // base
    3.213,   // cover_left
    3.129,   // cover_right
    -0.739,  // cover_least
    4.111,   // cover_product
    0.775,   // winkler
    -1.772,  // alignment
    0.137,   // in_order
    5.499,   // nearness
    -1.663,  // squash
    0.485,   // left_alone
    -0.113,  // right_alone
    1.222,   // first
    0.647,   // numbers_equal
    0.338,   // numbers_differ
    0.650,   // numbers_missing
    1.557,   // legal_equal
    0.315,   // legal_differ
    2.064,   // phone_equal
    -0.415,  // phone_differ
    4.000,   // email_equal
    -0.500,  // email_differ
    5.000,   // tax_equal
    -2.500,  // tax_differ
    4.000,   // code_equal
    -0.500,  // code_differ
    1.548,   // house_equal
    -0.385,  // house_differ
    3.099,   // post_equal
    -0.357,  // post_differ
    0.944,   // city_equal
    -0.410,  // city_differ
    6.505,   // street
    1.864,   // description
    1.318,   // codes
    1.246,   // price
    -0.412,  // brand
    0.933,   // parent
    1.000,   // role
    1.824,   // acronym
    -1.727,  // winkler_x_least
    0.269,   // in_order_x_product
    -0.260,  // nearness_x_least
    -0.771,  // first_x_least
    -0.407,  // house_x_least
    -1.053,  // phone_x_least
    -0.870,  // description_x_least
    0.363,   // acronym_x_rest
    0.674,   // alone_x_alone
];

/// A pair among its rivals.
pub const RIVALS: [f64; 8] = [
    -1.110, // base
    0.476,  // alone
    0.699,  // left_gap
    0.082,  // right_gap
    0.765,  // left_first
    0.719,  // right_first
    0.075,  // strict_right_gap
    -0.460, // strict_right_first
];
