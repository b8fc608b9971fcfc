//! Runs a sandbox until it is told to end.

use std::error::Error;
use std::fs::File;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::PathBuf;

use clap::Parser;
use sandbox::{Config, FlexFiles, Sandbox};
use serde_json::json;
use tokio::io::{AsyncReadExt, stdin};
use tokio::signal::unix::{SignalKind, signal};

const HOW_TO_OPEN: &str = "\
To open Flex, and to have calls offered to its agents:

  cargo xtask flex       (once: builds the Flex UI and this project's plugin)
  cargo run --bin sandbox -- --port 8443 --control-port 8444

and go to http://127.0.0.1:8444/ in any browser: that page has the command that opens Flex in a \
Chromium which takes this for Twilio, shows who has signed in, and offers them calls.

Sign in as somebody else with https://flex.twilio.com/?worker=anna; each window or tab may be of \
another worker, and may be reloaded at any time, also during a call.

Plugins are the scripts in the folder of --plugins: put yours there, and refresh Flex.
sandbox/README.md has the rest.";

/// A local stand-in for Twilio's cloud, with the real Flex UI in front of it: take calls, try plugins,
/// without an account and without a network.
///
/// Prints one line of JSON with where it listens when it is ready, and ends on SIGINT or SIGTERM.
#[derive(Debug, Parser)]
#[command(version, after_help = HOW_TO_OPEN)]
struct Arguments {
    /// Port for Twilio's hosts (TLS); 0 for any
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Port for the control API; 0 for any
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// Write the log to this file instead of stderr
    #[arg(long)]
    log: Option<PathBuf>,
    /// End as well when stdin is closed
    #[arg(long)]
    exit_with_stdin: bool,
    /// Folder with the Flex UI's script, as `cargo xtask flex` makes it
    #[arg(long, default_value = "target/flex-ui")]
    flex_ui: PathBuf,
    /// Folder with the scripts of the Flex plugins to load, one `<name>.js` each
    #[arg(long, default_value = "target/plugins")]
    plugins: PathBuf,
    /// SID of the API key that signs voice tokens
    #[arg(long, env = "API_KEY")]
    api_key: Option<String>,
    /// The API key's secret
    #[arg(long, env = "API_SECRET", hide_env_values = true)]
    api_secret: Option<String>,
    /// The auth token of the accounts
    #[arg(long, env = "AUTH_TOKEN", hide_env_values = true)]
    auth_token: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let log: Box<dyn Write + Send> = match &arguments.log {
        Some(path) => Box::new(
            File::create(path)
                .map_err(|error| format!("can't write {}: {error}", path.display()))?,
        ),
        None => Box::new(stderr()),
    };
    let defaults = Config::default();
    let sandbox = Sandbox::start(Config {
        port: arguments.port,
        control_port: arguments.control_port,
        api_key: arguments.api_key.unwrap_or(defaults.api_key),
        api_secret: arguments.api_secret.unwrap_or(defaults.api_secret),
        auth_token: arguments.auth_token.unwrap_or(defaults.auth_token),
        flex: FlexFiles { ui: Some(arguments.flex_ui), plugins: Some(arguments.plugins) },
        log,
    })
    .await?;
    let ports = json!({
        "port": sandbox.address().port(),
        "controlPort": sandbox.control().port(),
        "stun": sandbox.stun(),
    });
    writeln!(stdout(), "{ports}")?;
    // Not among what a program reads.
    if stderr().is_terminal() {
        let port = sandbox.control().port();
        writeln!(stderr(), "Open http://127.0.0.1:{port}/ to see how to open Flex.")?;
    }
    told_to_end(arguments.exit_with_stdin).await?;
    Ok(())
}

async fn told_to_end(with_stdin: bool) -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = stdin_closed(), if with_stdin => {}
    }
    // Reading stdin blocks a thread, for which the runtime would wait on its way out.
    std::process::exit(0);
}

async fn stdin_closed() {
    let mut buffer = [0; 64];
    while matches!(stdin().read(&mut buffer).await, Ok(length) if length > 0) {}
}
