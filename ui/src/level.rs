//! How loud the microphone is, on a scale.

/// What the meter calls silence, in dBFS: below it is what a quiet room sounds like.
const SILENCE_DB: f32 = -60.0;

/// How loud these samples are: 0 is silence, 100 full scale, and decibels lie evenly between.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few thousand samples, and a number from 0 to 100"
)]
pub fn level(samples: &[f32]) -> u32 {
    let power = samples.iter().map(|it| it * it).sum::<f32>() / samples.len().max(1) as f32;
    let decibels = 10.0 * power.max(f32::MIN_POSITIVE).log10();
    ((1.0 - decibels / SILENCE_DB) * 100.0).clamp(0.0, 100.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meter_runs_from_silence_to_full_scale() {
        assert_eq!(level(&[0.0; 64]), 0);
        assert_eq!(level(&[1.0; 64]), 100);
        assert_eq!(level(&[-0.001; 64]), 0);
        let speech = level(&[0.05; 64]);
        assert!((40..70).contains(&speech), "{speech}");
    }
}
