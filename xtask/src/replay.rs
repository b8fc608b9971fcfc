//! Shows a report from the field, step by step, as this build handles it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use voice_client_core::View;
use voice_client_core::recorder::{plain, redacted};
use voice_client_simulation::replay::{Recording, Step, part};

/// Lets a client handle every event of the report, and says where it does something else than then.
pub(crate) fn replay(file: &Path) -> Result<()> {
    let json = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let recording = Recording::read(&json).with_context(|| {
        format!("{} is not a report: take the JSON that the popup saves", file.display())
    })?;
    println!("Flex Voice Client {}, in {}", recording.version, recording.browser);
    let steps = recording.replay();
    for step in &steps {
        show(step);
    }
    let Some(last) = steps.last() else {
        bail!("there is nothing in {} that this build can replay", file.display());
    };
    println!("\nIn the end: {}", plain(&redacted(&last.after)));
    let different = steps.iter().filter(|step| !step.is_as_recorded()).count();
    if different > 0 {
        bail!(
            "{different} of {} steps do something else than was recorded: check out version {} to \
             see them as they were",
            steps.len(),
            recording.version
        );
    }
    println!("{} steps, all as recorded", steps.len());
    Ok(())
}

fn show(step: &Step) {
    let before = step.before.as_ref().map_or("not known".to_owned(), state);
    println!("\n{}", step.at);
    println!("    before   {before}");
    println!("    event    {}", part(&step.recorded, "event"));
    println!("    effects  {}", part(&step.replayed, "effects"));
    println!("    after    {}", state(&step.after));
    if !step.is_as_recorded() {
        println!("  ✗ then     {}", part(&step.recorded, "effects"));
        println!("             {}", part(&step.recorded, "state"));
    }
}

/// What is shown, in short.
fn state(view: &View) -> String {
    let problem = view.problem.map(|it| format!(", {}", plain(&redacted(&it.code))));
    let call = view.call.as_ref().map(|call| {
        let muted = if call.muted { ", muted" } else { "" };
        format!(", {} {}{muted}", call.call_sid, plain(&redacted(&call.state)))
    });
    let status = plain(&redacted(&view.status));
    format!("{status}{}{}", problem.unwrap_or_default(), call.unwrap_or_default())
}
