//! How well one hears: bars at a glance, and the figures for whoever asks for them.

use voice_client_core::{CallView, ConnectionSample};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use voice_client_ui::{Quality, number};

/// Bars, and behind them the figures.
pub(super) fn quality(call: &CallView) -> Option<Element> {
    let quality = Quality::of(call)?;
    let label = texts::connection_quality(&quality.word().text());
    let bars = (1..=4).map(|bar| {
        let class = if bar <= quality.bars { "bar-of-four full" } else { "bar-of-four" };
        el("span").class(class)
    });
    let bars =
        el("span").class("bars").attr("role", "img").attr("aria-label", label).children(bars);
    Some(
        el("details")
            .class("quality")
            .attr("data-bars", quality.bars.to_string())
            .child(el("summary").child(bars))
            .child(el("dl").children(call.connection.into_iter().flat_map(figures))),
    )
}

/// The figures, each after its name.
fn figures(sample: ConnectionSample) -> Vec<Element> {
    let per_mille = f64::from(sample.loss);
    let score = f64::from(sample.mos);
    let all = [
        (texts::ROUND_TRIP, format!("{} ms", sample.round_trip)),
        (texts::JITTER, format!("{} ms", sample.jitter)),
        (texts::PACKET_LOSS, format!("{} %", number(per_mille / 10.0))),
        (texts::OPINION_SCORE, number(score / 100.0)),
    ];
    let figure = |(name, value): (Text, String)| [el("dt").child(name), el("dd").child(value)];
    all.into_iter().flat_map(figure).collect()
}
