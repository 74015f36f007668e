//! Tieout in a terminal.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a terminal program prints")]

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use tieout_cli::demo;
use tieout_cli::sandbox::{self, SandboxArgs};
use tieout_cli::serve::serve;
use tieout_cli::terminal::{Browser, Terminal};
use tieout_cli::wiring::{self, Start};
use tieout_ipc::App;

/// Tieout in a terminal: the same commands as the window.
#[derive(Parser)]
#[command(name = "tieout-cli", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Do the main job on the practice company.
    Demo(DemoArgs),
    /// Serve the window's pages to a browser on this computer.
    Serve(ServeArgs),
    /// Start a practice ledger on its own.
    Sandbox(SandboxArgs),
    /// Print figures of speed and memory; asserts nothing.
    Bench {
        /// Only benchmarks whose name contains this.
        only: Option<String>,
    },
}

#[derive(Args)]
struct DemoArgs {
    /// Print one line of JSON at the end.
    #[arg(long)]
    json: bool,
    /// Show no progress.
    #[arg(long)]
    quiet: bool,
    /// Which ledger's practice company, by its short name; the usual one if left out.
    #[arg(long, value_parser = known_ledger)]
    ledger: Option<String>,
    /// Where client files and the practice company live; a fresh folder if left out.
    #[arg(long)]
    data_dir: Option<PathBuf>,
}

#[derive(Args)]
struct ServeArgs {
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The built pages.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Open the practice company at once.
    #[arg(long)]
    demo: bool,
    /// The practice ledger consents by itself, as in headless runs.
    #[arg(long)]
    consent: bool,
}

fn main() -> std::process::ExitCode {
    match start_up() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tieout-cli: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn start_up() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Demo(args) => run_demo(args).await,
            Command::Serve(args) => run_serve(args).await,
            Command::Sandbox(args) => sandbox::run(args).await,
            Command::Bench { only } => tieout_cli::bench::run(only.as_deref()).await,
        }
    })
}

fn known_ledger(system: &str) -> Result<String, String> {
    sandbox::face_of(system).map(|face| face.system.to_owned())
}

fn start(data_dir: Option<PathBuf>) -> Start {
    let mut start = Start::from_environment();
    if let Some(data_dir) = data_dir {
        start.data_dir = data_dir;
    }
    start
}

async fn run_demo(args: DemoArgs) -> anyhow::Result<()> {
    let mut start = start(args.data_dir);
    start.consents = true;
    let _log = wiring::log_to_files(&start.data_dir)?;
    let desktop = Terminal::new(Browser::Headless, &start.data_dir);
    let app = Arc::new(App::new(wiring::host(
        &start,
        wiring::secrets::key_file(&start.data_dir)?,
        Arc::new(desktop),
    )?));
    let outcome = demo::run(&app, args.ledger.or(start.ledger), args.quiet || args.json).await?;
    outcome.print();
    if args.json {
        println!("{}", serde_json::to_string(&outcome)?);
    }
    Ok(())
}

async fn run_serve(args: ServeArgs) -> anyhow::Result<()> {
    let mut start = start(args.data_dir);
    start.demo |= args.demo;
    start.consents |= args.consent;
    let _log = wiring::log_to_files(&start.data_dir)?;
    let desktop = Terminal::new(Browser::Page, &start.data_dir);
    let app = Arc::new(App::new(wiring::host(
        &start,
        wiring::secrets::key_file(&start.data_dir)?,
        Arc::new(desktop),
    )?));
    let served = serve(Arc::clone(&app), &args.ui, args.port).await?;
    wiring::open_first(&app, &start);
    println!("{}", served.address);
    served.task.await??;
    Ok(())
}
