"""The names of the kinds of findings: settings speak of them before any rule is loaded."""

KIND_NAMES = (
    *("argument-order", "assignment-in-condition", "certificate-check", "changed-constant-alone"),
    *("check-after-use", "code-injection", "constant-condition", "contract-contradiction"),
    *("copy-paste-slip", "csrf-off", "debug-mode", "debug-output", "debug-stop", "disabled-code"),
    *("dropped-argument", "dropped-await", "dropped-break", "dropped-call", "dropped-case"),
    *("dropped-close", "dropped-copy", "dropped-error-check", "dropped-escape", "dropped-guard"),
    *("dropped-lock", "dropped-raise", "dropped-return", "dropped-update", "dropped-validation"),
    *("endless-loop", "escaping-off", "external", "external-entities", "finally-return"),
    *("focused-test", "guessable-secret", "hard-coded-secret", "held-lock", "home-path"),
    *("html-injection", "ignored-error", "inconsistent-change", "inverted-condition"),
    *("late-binding-closure", "loop-over-modified", "lost-name", "merge-marker", "missed-twin"),
    *("missing-definition", "missing-return", "missing-sibling-guard", "misspelled-name"),
    *("moved-into-loop", "moved-out-of-loop", "mutable-default", "off-by-one-loop", "open-origin"),
    *("open-redirect", "opinion", "opposite-jump", "opposite-step", "path-traversal"),
    *("recursion-same-arguments", "reminder", "request-forgery", "reset-in-loop", "return-in-loop"),
    *("same-twice", "self-assignment", "shadowed-variable", "shell-injection", "signature-check"),
    *("slip", "sql-injection", "stale-caller", "stale-override", "stale-signature"),
    *("swallowed-exception", "swapped-branches", "timing-comparison", "unclosed-resource"),
    *("undefined-name", "unprotected-cookie", "unreachable-code", "unsafe-load"),
    *("unused-new-variable", "unused-result", "weak-hash", "weakened-test", "wide-permissions"),
    *("wrong-attribute", "wrong-end", "wrong-operator-precedence"),
)
"""What the built-in rules call what they find, "slip" and "opinion" among them."""
