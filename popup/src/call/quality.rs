//! How well one hears: bars at a glance, and the figures for whoever asks for them.

use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use voice_client_core::{CallView, ConnectionSample};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::dom::{Element, el};
use voice_client_ui::{Quality, number};

/// Bars, which unfold and fold the figures.
pub(super) fn quality(call: &CallView, is_open: RwSignal<bool>) -> Option<Element> {
    let quality = Quality::of(call)?;
    let label = texts::connection_quality(&quality.word().text());
    let bars = (1..=4).map(|bar| {
        let class = if bar <= quality.bars { "bar-of-four full" } else { "bar-of-four" };
        el("span").class(class)
    });
    Some(
        el("button")
            .attr("type", "button")
            .class("quality")
            .attr("data-tone", quality.tone().name())
            .attr("aria-label", label)
            .attr("aria-expanded", move || is_open.get().to_string())
            .attr("aria-controls", "measured")
            .on("click", move |_| is_open.update(|is_open| *is_open = !*is_open))
            .child(el("span").class("bars").children(bars)),
    )
}

/// The figures, while they are unfolded.
pub(crate) fn measured(call: &CallView, is_open: RwSignal<bool>) -> Option<Element> {
    let sample = call.connection?;
    let figures = figures(sample);
    Some(
        el("dl")
            .attr("id", "measured")
            .class("measured")
            .attr("hidden", move || !is_open.get())
            .children(figures),
    )
}

/// The figures, each after its name.
fn figures(sample: ConnectionSample) -> Vec<Element> {
    let per_mille = f64::from(sample.loss);
    let score = f64::from(sample.mos);
    let all = [
        (texts::ROUND_TRIP, texts::milliseconds(&sample.round_trip.to_string())),
        (texts::JITTER, texts::milliseconds(&sample.jitter.to_string())),
        (texts::PACKET_LOSS, texts::percent(&number(per_mille / 10.0))),
        (texts::OPINION_SCORE, number(score / 100.0)),
    ];
    let figure = |(name, value): (Text, String)| [el("dt").child(name), el("dd").child(value)];
    all.into_iter().flat_map(figure).collect()
}
