//! Packages of Debian and Ubuntu: installed where we may, and otherwise the commands that a person types.

use std::process::Command;

use anyhow::bail;

use crate::process::{self, find_program, output};

/// What we may do to this system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Power {
    Root,
    /// sudo that asks for no password.
    Sudo,
    None,
}

/// Installs packages, which are there for `purpose`.
///
/// # Errors
/// Says what to type where there is no apt, or no right to use it.
pub(super) fn install(packages: &[&str], purpose: &str, expected: &str) -> anyhow::Result<()> {
    let by_hand = format!("sudo apt-get update && sudo apt-get install -y {}", packages.join(" "));
    if find_program("apt-get").is_none() {
        bail!("{purpose} is missing, and this system has no apt. On Debian or Ubuntu it would be: {by_hand}");
    }
    let power = power();
    if power == Power::None {
        bail!("{purpose} is missing, and installing it needs root. Run this, then try again:\n    {by_hand}");
    }
    eprintln!("    Installing {} with apt: {purpose} ({expected}).", packages.join(", "));
    for arguments in commands(power, packages) {
        let what = arguments.join(" ");
        let mut command = Command::new(&arguments[0]);
        command.args(&arguments[1..]).stdin(std::process::Stdio::null());
        process::run(&what, command).map_err(|error| error.context(format!("try it yourself: {by_hand}")))?;
    }
    Ok(())
}

/// Makes sure that Chinese text can be drawn. Only what draws needs it; reading does not.
pub(crate) fn chinese_font() -> anyhow::Result<()> {
    let mut list = Command::new("fc-list");
    list.arg(":lang=zh-cn");
    let asked = output(list).is_some_and(|fonts| !fonts.trim().is_empty());
    let found = asked || std::path::Path::new("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").is_file();
    if found || !cfg!(target_os = "linux") {
        return Ok(());
    }
    install(&["fonts-noto-cjk"], "a Chinese font to draw with", "a minute or two, 60 MB")
}

fn power() -> Power {
    let answer = |program: &str, argument: &[&str]| {
        let mut command = Command::new(program);
        command.args(argument);
        output(command)
    };
    if answer("id", &["-u"]).is_some_and(|id| id.trim() == "0") {
        Power::Root
    } else if answer("sudo", &["-n", "true"]).is_some() {
        Power::Sudo
    } else {
        Power::None
    }
}

fn commands(power: Power, packages: &[&str]) -> Vec<Vec<String>> {
    let apt: &[&str] = match power {
        // A question in the middle would wait for ever: `env` carries the answer through sudo, which drops variables.
        Power::Root => &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
        _ => &["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
    };
    let line = |rest: &[&str]| apt.iter().chain(rest).map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let install = [&["install", "-y", "-q", "--no-install-recommends"], packages].concat();
    vec![line(&["update", "-q"]), line(&install)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apt_is_called_with_the_right_we_have() {
        let check = |power: Power, expected: [&str; 2]| {
            let lines: Vec<String> = commands(power, &["chromium"]).iter().map(|words| words.join(" ")).collect();
            assert_eq!(lines, expected, "{power:?}");
        };
        check(
            Power::Root,
            [
                "env DEBIAN_FRONTEND=noninteractive apt-get update -q",
                "env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium",
            ],
        );
        check(
            Power::Sudo,
            [
                "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update -q",
                "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium",
            ],
        );
    }
}
