//! How well one hears: bars at a glance, and the figures for whoever asks for them.

use leptos::prelude::*;
use voice_client_core::{CallView, ConnectionSample};
use voice_client_texts::{self as texts, Text};
use voice_client_ui::{Quality, number};

/// Bars, and behind them the figures.
pub(super) fn quality(call: &CallView) -> Option<AnyView> {
    let quality = Quality::of(call)?;
    let label = texts::connection_quality(&quality.word().text());
    let bars = (1..=4).map(|bar| bar_view(bar <= quality.bars)).collect_view();
    Some(
        view! {
            <details class="quality" data-bars=quality.bars.to_string()>
                <summary>
                    <span class="bars" role="img" aria-label=label>{bars}</span>
                </summary>
                <dl>{call.connection.map(figures)}</dl>
            </details>
        }
        .into_any(),
    )
}

fn bar_view(is_full: bool) -> AnyView {
    view! { <span class="bar-of-four" class:full=is_full></span> }.into_any()
}

fn figures(sample: ConnectionSample) -> Vec<AnyView> {
    let per_mille = f64::from(sample.loss);
    let score = f64::from(sample.mos);
    vec![
        figure(texts::ROUND_TRIP, format!("{} ms", sample.round_trip)),
        figure(texts::JITTER, format!("{} ms", sample.jitter)),
        figure(texts::PACKET_LOSS, format!("{} %", number(per_mille / 10.0))),
        figure(texts::OPINION_SCORE, number(score / 100.0)),
    ]
}

fn figure(name: Text, value: String) -> AnyView {
    view! {
        <dt>{name.text()}</dt>
        <dd>{value}</dd>
    }
    .into_any()
}
