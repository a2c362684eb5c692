//! Fingers and a mouse, as the driver moves them. Places are in CSS pixels of the screen.

use anyhow::Context as _;
use serde_json::{Value, json};
use thirtyfour::common::command::{Actions, Command};

use super::Browser;

/// Milliseconds that a finger takes from one place to another.
const MOVE_MS: u32 = 250;

impl Browser {
    /// Taps with a finger.
    ///
    /// # Errors
    /// When the driver has no fingers.
    pub async fn tap(&self, x: f64, y: f64) -> anyhow::Result<()> {
        let steps = json!([at(x, y, 0), { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 }]);
        self.act(json!([pointer("finger", "touch", steps)])).await
    }

    /// Puts two fingers around a place, and moves them from one distance to another.
    ///
    /// # Errors
    /// When the driver has no fingers.
    pub async fn pinch(&self, place: (f64, f64), from: f64, to: f64) -> anyhow::Result<()> {
        self.pinch_with_rest(place, [from, to, to], 0).await
    }

    /// As `pinch`, from the first distance to the second, and after so many milliseconds of rest to the third.
    ///
    /// # Errors
    /// When the driver has no fingers.
    pub async fn pinch_with_rest(&self, (x, y): (f64, f64), apart: [f64; 3], rest_ms: u32) -> anyhow::Result<()> {
        let finger = |name: &str, side: f64| {
            let beside = |at_step: usize, duration_ms| at(x, y + side * apart[at_step], duration_ms);
            let steps = json!([
                beside(0, 0),
                { "type": "pointerDown", "button": 0 },
                beside(1, MOVE_MS),
                { "type": "pause", "duration": rest_ms },
                beside(2, MOVE_MS),
                { "type": "pointerUp", "button": 0 },
            ]);
            pointer(name, "touch", steps)
        };
        self.act(json!([finger("one", -0.5), finger("other", 0.5)])).await
    }

    /// Moves the mouse, step by step as WebDriver has them.
    ///
    /// # Errors
    /// When the driver refuses one.
    pub async fn mouse(&self, steps: Value) -> anyhow::Result<()> {
        self.act(json!([pointer("mouse", "mouse", steps)])).await
    }

    async fn act(&self, hands: Value) -> anyhow::Result<()> {
        let command = Command::PerformActions(Actions::from(hands));
        self.web.handle().cmd(command).await.context("moving fingers or mouse").map(drop)
    }
}

fn at(x: f64, y: f64, duration_ms: u32) -> Value {
    json!({ "type": "pointerMove", "x": x.round(), "y": y.round(), "duration": duration_ms, "origin": "viewport" })
}

fn pointer(name: &str, kind: &str, steps: Value) -> Value {
    json!({ "type": "pointer", "id": name, "parameters": { "pointerType": kind }, "actions": steps })
}
