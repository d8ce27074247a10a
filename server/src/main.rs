//! The one binary of the shop, `rocket-parts`, and its roles. Here things are put together; what
//! must not live here: rules, SQL, pages.

mod config;
mod http;
mod roles;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;

use crate::roles::Command;

/// Rocket Parts Co.: the shop, its servers and its tools.
#[derive(Parser)]
#[command(name = "rocket-parts", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("rocket-parts: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.command.run()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("rocket-parts: {error:#}");
            ExitCode::FAILURE
        }
    }
}
