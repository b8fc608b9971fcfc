//! The voice SDK's sounds, synthesised: the SDK brings none, and would fetch each from the network
//! for every `Device` that is not told where another one is.
//!
//! Their names are the keys of the SDK's `sounds` option (`Device.SoundName` in
//! `@twilio/voice-sdk`).

use std::f64::consts::TAU;
use std::fs;
use std::path::Path;

use anyhow::Result;
use hound::{SampleFormat, WavSpec, WavWriter};

/// Samples a second: enough for the highest tone, 1477 Hz, and the fewest bytes.
const RATE: u32 = 4000;

/// Amplitude of a tone, of 1: quiet beside speech, and far enough above the noise of 8 bits.
const LOUDNESS: f64 = 0.15;

/// Time that a tone takes to come and go, s: without it, it would click.
const FADE: f64 = 0.008;

/// A stretch of sound: the frequencies that sound together, in Hz, and how long, in ms.
struct Tone(&'static [f64], u32);

/// Keys of a telephone, by the SDK's name, as ITU-T Q.23 has them: a tone of its row and a tone of
/// its column.
const KEYS: [(&str, [Tone; 1]); 12] = [
    ("dtmf1", [Tone(&[697.0, 1209.0], 160)]),
    ("dtmf2", [Tone(&[697.0, 1336.0], 160)]),
    ("dtmf3", [Tone(&[697.0, 1477.0], 160)]),
    ("dtmf4", [Tone(&[770.0, 1209.0], 160)]),
    ("dtmf5", [Tone(&[770.0, 1336.0], 160)]),
    ("dtmf6", [Tone(&[770.0, 1477.0], 160)]),
    ("dtmf7", [Tone(&[852.0, 1209.0], 160)]),
    ("dtmf8", [Tone(&[852.0, 1336.0], 160)]),
    ("dtmf9", [Tone(&[852.0, 1477.0], 160)]),
    ("dtmfs", [Tone(&[941.0, 1209.0], 160)]),
    ("dtmf0", [Tone(&[941.0, 1336.0], 160)]),
    ("dtmfh", [Tone(&[941.0, 1477.0], 160)]),
];

/// What is heard around a call. `incoming` would be played over and over; nobody hears it, for calls
/// are answered at once: it is short, as bytes are few.
const CALLS: [(&str, &[Tone]); 3] = [
    ("incoming", &[Tone(&[659.3], 90), Tone(&[880.0], 130)]),
    ("outgoing", &[Tone(&[587.3], 90), Tone(&[880.0], 130)]),
    ("disconnect", &[Tone(&[587.3], 90), Tone(&[440.0], 150)]),
];

/// Writes `<name>.wav` for every name.
pub(super) fn build(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let keys = KEYS.iter().map(|(name, tones)| (*name, &tones[..]));
    for (name, tones) in keys.chain(CALLS) {
        let spec = WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 8,
            sample_format: SampleFormat::Int,
        };
        let mut wav = WavWriter::create(folder.join(format!("{name}.wav")), spec)?;
        for sample in tones.iter().flat_map(samples) {
            wav.write_sample(sample)?;
        }
        wav.finalize()?;
    }
    Ok(())
}

#[allow(clippy::cast_possible_truncation, reason = "amplitudes are below 1")]
fn samples(tone: &Tone) -> impl Iterator<Item = i8> {
    let Tone(frequencies, millis) = tone;
    let length = f64::from(*millis) / 1000.0;
    (0..millis * RATE / 1000).map(move |n| {
        let time = f64::from(n) / f64::from(RATE);
        let fade = (time.min(length - time) / FADE).clamp(0.0, 1.0);
        let sum: f64 = frequencies.iter().map(|frequency| (TAU * frequency * time).sin()).sum();
        (LOUDNESS * fade * sum * f64::from(i8::MAX)).round() as i8
    })
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::{KEYS, RATE, samples};

    /// How much of a frequency there is in a sound (Goertzel's question, asked plainly).
    fn power(sound: &[i8], frequency: f64) -> f64 {
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (n, sample) in (0u32..).zip(sound) {
            let angle = TAU * frequency * f64::from(n) / f64::from(RATE);
            real += f64::from(*sample) * angle.cos();
            imaginary += f64::from(*sample) * angle.sin();
        }
        real.hypot(imaginary)
    }

    #[test]
    fn a_key_sounds_in_its_row_and_its_column() {
        let rows = [697.0, 770.0, 852.0, 941.0];
        let columns = [1209.0, 1336.0, 1477.0];
        let pad = ["dtmf1", "dtmf2", "dtmf3", "dtmf4", "dtmf5", "dtmf6", "dtmf7", "dtmf8", "dtmf9"];
        let pad = pad.into_iter().chain(["dtmfs", "dtmf0", "dtmfh"]);
        let strongest = |sound: &[i8], band: &[f64]| {
            let by_power =
                |a: &usize, b: &usize| power(sound, band[*a]).total_cmp(&power(sound, band[*b]));
            (0..band.len()).max_by(by_power).unwrap()
        };
        for (position, name) in pad.enumerate() {
            let (_, tones) = KEYS.iter().find(|(key, _)| *key == name).unwrap();
            let sound: Vec<i8> = tones.iter().flat_map(samples).collect();
            let place = (strongest(&sound, &rows), strongest(&sound, &columns));
            assert_eq!(place, (position / 3, position % 3), "{name}");
        }
    }

    #[test]
    fn a_tone_starts_and_ends_in_silence() {
        for (name, tones) in &KEYS {
            let sound: Vec<i8> = tones.iter().flat_map(samples).collect();
            assert_eq!(sound.first(), Some(&0), "{name}");
            assert!(sound.last().unwrap().abs() < 3, "{name}");
            assert!(sound.iter().map(|it| it.abs()).max().unwrap() > 15, "{name}");
        }
    }
}
