//! One report of Lighthouse: what each category has, and what cost it points. Must not know how it came about.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

/// What a page has in each category, in hundredths, and what it lost points for.
#[derive(Debug, PartialEq)]
pub(super) struct Report {
    categories: Vec<(String, u32)>,
    losses: Vec<String>,
}

impl Report {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("no report in {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is no report", path.display()))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let report: Value = serde_json::from_str(text)?;
        if let Some(error) = report["runtimeError"]["message"].as_str() {
            anyhow::bail!("Lighthouse could not judge the page: {error}");
        }
        let (mut categories, mut losses) = (Vec::new(), Vec::new());
        for (name, category) in report["categories"].as_object().context("no categories")? {
            let score = category["score"].as_f64().with_context(|| format!("{name} has no score"))?;
            categories.push((name.clone(), hundredths(score)));
            for wanted in category["auditRefs"].as_array().into_iter().flatten() {
                let id = wanted["id"].as_str().unwrap_or_default();
                let audit = &report["audits"][id];
                // What has no score does not apply to the page; what weighs nothing is advice.
                let Some(score) = audit["score"].as_f64().filter(|score| *score < 1.0) else { continue };
                let weight = wanted["weight"].as_f64().unwrap_or_default();
                let kind = if weight > 0.0 { "lost" } else { "advice" };
                let shown = audit["displayValue"].as_str().unwrap_or_default();
                losses.push(format!("{kind}: {name}, {id} {} {shown}", hundredths(score)).trim_end().to_owned());
            }
        }
        losses.sort_by_key(|loss| !loss.starts_with("lost"));
        Ok(Self { categories, losses })
    }

    /// The one whose performance, which alone differs from run to run, lies in the middle.
    pub(super) fn middle(mut reports: Vec<Self>) -> Option<Self> {
        reports.sort_by_key(|report| report.score("performance"));
        let middle = reports.len() / 2;
        (!reports.is_empty()).then(|| reports.swap_remove(middle))
    }

    fn score(&self, category: &str) -> Option<u32> {
        self.categories.iter().find(|(name, _)| name == category).map(|(_, score)| *score)
    }

    /// Categories that have less than `wanted` hundredths, with what they have.
    pub(super) fn below(&self, wanted: u32) -> Vec<String> {
        let below = self.categories.iter().filter(|(_, score)| *score < wanted);
        below.map(|(name, score)| format!("{name} {score}")).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, score) in &self.categories {
            writeln!(out, "  {score:>3} {name}")?;
        }
        for loss in &self.losses {
            writeln!(out, "      {loss}")?;
        }
        Ok(())
    }
}

fn hundredths(score: f64) -> u32 {
    (score * 100.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(performance: f64) -> String {
        format!(
            r#"{{"categories":{{"performance":{{"score":{performance},"auditRefs":[{{"id":"tbt","weight":30}},{{"id":"tree","weight":0}},{{"id":"none","weight":1}}]}},
            "accessibility":{{"score":1,"auditRefs":[{{"id":"title","weight":1}}]}}}},
            "audits":{{"tbt":{{"score":0.9,"displayValue":"90 ms"}},"tree":{{"score":0}},"none":{{"score":null}},"title":{{"score":1}}}}}}"#
        )
    }

    #[test]
    fn a_report_says_what_was_lost_and_what_is_advised() {
        let report = Report::parse(&report(0.97)).unwrap();
        assert_eq!(
            report.to_string(),
            "  100 accessibility\n   97 performance\n      lost: performance, tbt 90 90 ms\n      advice: performance, tree 0\n"
        );
        assert_eq!(report.below(98), ["performance 97"]);
        assert_eq!(report.below(97), Vec::<String>::new());
    }

    #[test]
    fn the_run_in_the_middle_counts() {
        let reports = [0.99, 0.91, 0.98].map(|score| Report::parse(&report(score)).unwrap());
        assert_eq!(Report::middle(reports.into()).and_then(|report| report.score("performance")), Some(98));
        assert_eq!(Report::middle(Vec::new()), None);
    }

    #[test]
    fn a_page_that_could_not_be_judged_is_no_report() {
        let error = Report::parse(r#"{"runtimeError":{"message":"no page"},"categories":{}}"#).unwrap_err();
        assert!(error.to_string().contains("no page"), "{error}");
        assert!(Report::parse("{}").is_err());
    }
}
