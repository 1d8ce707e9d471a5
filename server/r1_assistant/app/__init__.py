"""The composition root: puts git, models, engine and features together for the programs."""

from r1_assistant.app.changes import (
    Scope,
    change_in_patch,
    change_in_repository,
    demo_change,
    git_folder,
    repository_notes,
    shared_path,
    top_of_work_tree,
    with_folders,
)
from r1_assistant.app.devices import device_wish
from r1_assistant.app.doctor import machine_report
from r1_assistant.app.explaining import Explanation, explain_path, path_in
from r1_assistant.app.held import change_apart, notes_at, quiet_at, settings_at, source_at
from r1_assistant.app.hooks import (
    HookKind,
    HookName,
    change_in_push,
    hook_plan,
    install_hook,
    push_in,
    pushes_by,
    remote_sides,
    uninstall_hook,
)
from r1_assistant.app.models import (
    any_tokenizer,
    find_model,
    install_model,
    installed_model,
    local_engine,
    model_choice,
    model_info,
    offered_models,
    score_model,
    starter,
)
from r1_assistant.app.privacy import privacy_report
from r1_assistant.app.reviews import (
    answer_name,
    finding_memory,
    kept_texts,
    quiet_for,
)
from r1_assistant.app.workspace import is_yaml, settings_for, workspace
from r1_assistant.config.schema import DeviceWish

__all__ = [
    "DeviceWish",
    "Explanation",
    "HookKind",
    "HookName",
    "Scope",
    "answer_name",
    "any_tokenizer",
    "change_apart",
    "change_in_patch",
    "change_in_push",
    "change_in_repository",
    "demo_change",
    "device_wish",
    "explain_path",
    "find_model",
    "finding_memory",
    "git_folder",
    "hook_plan",
    "install_hook",
    "install_model",
    "installed_model",
    "is_yaml",
    "kept_texts",
    "local_engine",
    "machine_report",
    "model_choice",
    "model_info",
    "notes_at",
    "offered_models",
    "path_in",
    "privacy_report",
    "push_in",
    "pushes_by",
    "quiet_at",
    "quiet_for",
    "remote_sides",
    "repository_notes",
    "score_model",
    "settings_at",
    "settings_for",
    "shared_path",
    "source_at",
    "starter",
    "top_of_work_tree",
    "uninstall_hook",
    "with_folders",
    "workspace",
]
