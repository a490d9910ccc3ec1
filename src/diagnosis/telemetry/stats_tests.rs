use proptest::prelude::*;

use super::*;

const UP: Manner = Manner { down: false, times: 2.0, least: 0.01 };
const DOWN: Manner = Manner { down: true, times: 1.5, least: 0.01 };

fn series(step: i64, values: impl IntoIterator<Item = f64>) -> Vec<Sample> {
    values.into_iter().zip(0_i64..).map(|(value, index)| Sample { at: index * step, value }).collect()
}

fn noise(around: f64, len: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.8..1.2_f64, len).prop_map(move |all| all.into_iter().map(|x| x * around).collect())
}

#[test]
fn a_step_is_found_with_its_moments_and_its_size() {
    let values = [vec![0.1; 20], vec![2.0; 15], vec![0.1; 10]].concat();
    let found = shifts(&series(15_000, values), UP);
    let expected = Shift { from: 300_000, last: 510_000, until: Some(525_000), before: 0.1, during: 2.0 };
    assert_eq!(found, [expected]);
    assert!((19.9..20.1).contains(&expected.times()));
}

#[test]
fn what_goes_on_has_no_end() {
    let found = shifts(&series(15_000, [vec![0.1; 20], vec![2.0; 15]].concat()), UP);
    assert_eq!(found.first().and_then(|shift| shift.until), None);
    assert_eq!(shifts(&series(15_000, [vec![9.0; 20], vec![2.0; 15]].concat()), DOWN).len(), 1);
}

#[test]
fn without_a_past_nothing_departs() {
    assert_eq!(shifts(&series(15_000, [vec![0.1; 3], vec![2.0; 30]].concat()), UP), []);
    assert_eq!(shifts(&series(15_000, vec![2.0; 30]), UP), []);
    assert_eq!(shifts(&[], UP), []);
}

/// One slow request among few fills the window of a rate, forty-five seconds here, and is none of the series' doing.
#[test]
fn one_burst_is_no_departure() {
    let values = [vec![0.005; 20], vec![0.05; 10], vec![0.005; 20]].concat();
    assert_eq!(shifts(&series(5_000, values), UP), []);
}

/// A series that swings this far by itself departs only where it leaves everything that it has shown.
#[test]
fn the_noisier_the_past_the_more_it_takes() {
    let wild: Vec<f64> = (0..24).map(|index| [1.0, 3.0, 4.5, 2.0, 3.8, 0.9][index % 6]).collect();
    assert_eq!(shifts(&series(5_000, [wild.clone(), vec![6.0; 20]].concat()), UP), []);
    assert_eq!(shifts(&series(5_000, [wild, vec![9.0; 20]].concat()), UP).len(), 1);
}

proptest! {
    #[test]
    fn noise_alone_is_no_departure(values in noise(3.0, 0..120), step in 1_000_i64..60_000) {
        prop_assert_eq!(shifts(&series(step, values.clone()), UP), vec![]);
        prop_assert_eq!(shifts(&series(step, values), DOWN), vec![]);
    }

    #[test]
    fn a_large_step_is_found_in_any_noise(
        before in noise(1.0, 12..60),
        after in noise(5.0, 20..60),
        scale in 0.1..1_000.0_f64,
    ) {
        let onset = i64::try_from(before.len()).unwrap() * 5_000;
        let values = before.into_iter().chain(after).map(|value| value * scale);
        let found = shifts(&series(5_000, values), UP);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].from, onset);
        prop_assert!(found[0].times() > 3.0 && found[0].times() < 8.0);
    }

    #[test]
    fn when_it_happens_makes_no_difference(values in prop::collection::vec(0.0..50.0_f64, 0..80), by in -1_000_000_000..1_000_000_000_i64) {
        let plain = series(5_000, values);
        let moved: Vec<Sample> = plain.iter().map(|sample| Sample { at: sample.at + by, ..*sample }).collect();
        let back: Vec<i64> = shifts(&moved, UP).iter().map(|shift| shift.from - by).collect();
        prop_assert_eq!(back, shifts(&plain, UP).iter().map(|shift| shift.from).collect::<Vec<_>>());
    }

    #[test]
    fn the_median_lies_in_the_middle(values in prop::collection::vec(-1e9..1e9_f64, 1..60)) {
        let middle = median(values.clone()).unwrap();
        let below = values.iter().filter(|value| **value < middle).count();
        let above = values.iter().filter(|value| **value > middle).count();
        prop_assert!(below <= values.len() / 2 && above <= values.len() / 2);
    }

    #[test]
    fn no_number_panics(values in prop::collection::vec(any::<f64>(), 0..40), at in prop::collection::vec(any::<i64>(), 0..40)) {
        let samples: Vec<Sample> = values.into_iter().zip(at).map(|(value, at)| Sample { at, value }).collect();
        for manner in [UP, DOWN] {
            for shift in shifts(&samples, manner) {
                let _ = (shift.times(), shift.size(), around(&samples, shift.from, shift.last));
            }
        }
    }
}
