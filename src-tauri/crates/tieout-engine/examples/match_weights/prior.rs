//! Where fitting starts, and where weights stay that the lists say nothing about (e-mail, tax numbers, types).
//!
//! Not here: fitted weights. Invariant: in the order of the matcher's features.

/// A pair by itself.
pub const PRIOR: [f64; 49] = [
    -8.000, // base
    1.500,  // cover_left
    1.500,  // cover_right
    1.500,  // cover_least
    3.000,  // cover_product
    1.500,  // winkler
    1.500,  // alignment
    1.500,  // in_order
    2.000,  // nearness
    1.500,  // squash
    -2.500, // left_alone
    -2.500, // right_alone
    1.000,  // first
    0.700,  // numbers_equal
    -2.500, // numbers_differ
    -0.700, // numbers_missing
    0.300,  // legal_equal
    -0.800, // legal_differ
    3.000,  // phone_equal
    -0.700, // phone_differ
    4.000,  // email_equal
    -0.500, // email_differ
    5.000,  // tax_equal
    -2.500, // tax_differ
    4.000,  // code_equal
    -0.500, // code_differ
    1.500,  // house_equal
    -0.700, // house_differ
    1.000,  // post_equal
    -0.500, // post_differ
    0.600,  // city_equal
    -0.800, // city_differ
    1.500,  // street
    1.500,  // description
    1.800,  // codes
    0.800,  // price
    0.500,  // brand
    2.000,  // parent
    1.000,  // role
    1.500,  // acronym
    0.000,  // winkler_x_least
    0.000,  // in_order_x_product
    0.000,  // nearness_x_least
    0.000,  // first_x_least
    0.000,  // house_x_least
    0.000,  // phone_x_least
    0.000,  // description_x_least
    0.000,  // acronym_x_rest
    0.000,  // alone_x_alone
];

/// A pair among its rivals.
pub const RIVAL_PRIOR: [f64; 8] = [
    0.000, // base
    1.000, // alone
    0.100, // left_gap
    0.100, // right_gap
    0.000, // left_first
    0.000, // right_first
    0.000, // strict_right_gap
    0.000, // strict_right_first
];
