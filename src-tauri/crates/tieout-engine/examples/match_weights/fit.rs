//! Logistic regression in two stages: a pair by itself, then among its rivals.
//!
//! Not here: features. Invariant: weights of what the lists do not show stay where they are.

use std::collections::BTreeMap;
use std::error::Error;

use tieout_engine::matching::tuning::among_rivals;

use super::prior::{PRIOR, RIVAL_PRIOR};

struct Pair {
    list: usize,
    strict: bool,
    left: usize,
    right: usize,
    same: bool,
    features: Vec<f64>,
}

const ROUNDS: usize = 400;

pub fn fit(dumped: &str, hold: f64) -> Result<(), Box<dyn Error>> {
    let mut lists = BTreeMap::new();
    let mut pairs = Vec::new();
    for line in dumped.lines() {
        let mut words = line.split(' ');
        let next = lists.len();
        let list = *lists.entry(words.next().ok_or("list")?).or_insert(next);
        let mut number = || {
            words
                .next()
                .ok_or("number")?
                .parse::<f64>()
                .map_err(Box::<dyn Error>::from)
        };
        let (strict, left, right, same) = (number()? > 0.0, number()? as usize, number()? as usize, number()? > 0.0);
        pairs.push(Pair {
            list,
            strict,
            left,
            right,
            same,
            features: words.map(str::parse).collect::<Result<_, _>>()?,
        });
    }
    let weights = weigh(&pairs, lists.len());
    let first = train(
        pairs.iter().map(|pair| pair.features.as_slice()),
        &pairs,
        &weights,
        &PRIOR,
        hold,
    );
    print("PAIR", &first);
    let among = rivals(&pairs, &first);
    let second = train(among.iter().map(Vec::as_slice), &pairs, &weights, &RIVAL_PRIOR, hold);
    print("RIVALS", &second);
    Ok(())
}

/// Each list counts the same; inside a list each left record does.
fn weigh(pairs: &[Pair], lists: usize) -> Vec<f64> {
    let mut lefts = vec![std::collections::BTreeSet::new(); lists];
    for pair in pairs {
        lefts[pair.list].insert(pair.left);
    }
    pairs
        .iter()
        .map(|pair| 1.0 / lefts[pair.list].len() as f64 / lists as f64)
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn train<'a>(
    features: impl Iterator<Item = &'a [f64]> + Clone,
    pairs: &[Pair],
    weights: &[f64],
    prior: &[f64],
    hold: f64,
) -> Vec<f64> {
    let mut found = prior.to_vec();
    let (mut mean, mut square) = (vec![0.0; prior.len()], vec![0.0; prior.len()]);
    for round in 1..=ROUNDS {
        let mut slope: Vec<f64> = found
            .iter()
            .zip(prior)
            .map(|(now, prior)| hold * (now - prior))
            .collect();
        for ((values, pair), weight) in features.clone().zip(pairs).zip(weights) {
            let wanted = if pair.same { 1.0 } else { 0.0 };
            let error = weight * (1.0 / (1.0 + (-dot(values, &found)).exp()) - wanted);
            slope
                .iter_mut()
                .zip(values)
                .for_each(|(slope, value)| *slope += error * value);
        }
        let step = 0.1 * (1.0 - round as f64 / (ROUNDS as f64 * 1.05));
        for at in 0..found.len() {
            mean[at] = 0.9 * mean[at] + 0.1 * slope[at];
            square[at] = 0.99 * square[at] + 0.01 * slope[at] * slope[at];
            let (mean, square) = (
                mean[at] / (1.0 - 0.9f64.powi(round as i32)),
                square[at] / (1.0 - 0.99f64.powi(round as i32)),
            );
            found[at] -= step * mean / (square.sqrt() + 1e-8);
        }
    }
    found
}

/// Second-stage features, as the matcher makes them.
fn rivals(pairs: &[Pair], first: &[f64]) -> Vec<Vec<f64>> {
    let alone: Vec<f64> = pairs.iter().map(|pair| dot(&pair.features, first)).collect();
    let mut best: BTreeMap<(usize, bool, usize), (f64, f64)> = BTreeMap::new();
    for (pair, alone) in pairs.iter().zip(&alone) {
        for key in [(pair.list, true, pair.left), (pair.list, false, pair.right)] {
            let (first, second) = best.entry(key).or_insert((f64::MIN, f64::MIN));
            if alone > first {
                (*second, *first) = (*first, *alone);
            } else if alone > second {
                *second = *alone;
            }
        }
    }
    let gap = |key: (usize, bool, usize), alone: f64| {
        let (first, second) = best[&key];
        alone - if alone >= first { second } else { first }
    };
    pairs
        .iter()
        .zip(&alone)
        .map(|(pair, alone)| {
            let left = gap((pair.list, true, pair.left), *alone);
            let right = gap((pair.list, false, pair.right), *alone);
            among_rivals(*alone, left, right, pair.strict)
        })
        .collect()
}

fn print(name: &str, weights: &[f64]) {
    println!(
        "{name} {}",
        weights
            .iter()
            .map(|weight| format!("{weight:.3}"))
            .collect::<Vec<_>>()
            .join(" ")
    );
}
