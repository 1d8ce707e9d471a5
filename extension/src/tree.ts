/** All findings in a tree, by file. */
import * as vscode from 'vscode';
import { plain, titleOf } from '../shared/finding.ts';
import type { Finding } from '../shared/protocol.ts';

/** A file with its findings, or one of them; commands get it from the tree's menus. */
export type Node = { uri: vscode.Uri; findings?: readonly Finding[]; finding?: Finding };

const { t } = vscode.l10n;
const COLOURS = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
  info: 'editorInfo.foreground',
};

export class Tree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly files = new Map<string, Node>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view = vscode.window.createTreeView('r1.findings', { treeDataProvider: this });

  update(uri: vscode.Uri, findings: readonly Finding[]): void {
    this.files.delete(String(uri));
    if (findings.length) this.files.set(String(uri), { uri, findings });
    const value = this.all().length;
    this.view.badge = value ? { value, tooltip: t('Findings: {0}', value) } : undefined;
    this.changes.fire();
  }

  /** Move to the first finding. */
  async show(): Promise<void> {
    const [first] = this.all();
    if (first) await this.view.reveal(first, { focus: true });
    else await vscode.commands.executeCommand('r1.findings.focus');
  }

  getChildren(node?: Node): Node[] {
    if (node) return (node.findings ?? []).map((finding) => ({ uri: node.uri, finding }));
    return [...this.files.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  }

  getParent({ uri, finding }: Node): Node | undefined {
    return finding && this.files.get(String(uri));
  }

  getTreeItem({ uri, finding, findings = [] }: Node): vscode.TreeItem {
    const path = vscode.workspace.asRelativePath(uri);
    if (!finding) {
      const item = new vscode.TreeItem(path, vscode.TreeItemCollapsibleState.Expanded);
      const label = `${path}, ${t('Findings: {0}', findings.length)}`;
      const more = { id: String(uri), resourceUri: uri, description: String(findings.length) };
      return Object.assign(item, more, { accessibilityInformation: { label } });
    }
    const { fingerprint, fix, message, range, severity } = finding;
    const [title, description] = [titleOf(finding, t), t('line {0}', range.start.line + 1)];
    return Object.assign(new vscode.TreeItem(message), {
      id: `${uri} ${fingerprint}`,
      description,
      iconPath: new vscode.ThemeIcon(severity, new vscode.ThemeColor(COLOURS[severity])),
      tooltip: new vscode.MarkdownString(`**${title}**\n\n${plain(message)}`),
      contextValue: fix === null ? 'r1' : 'r1Fix',
      command: { command: 'r1.finding.open', title, arguments: [{ uri, finding }] },
      accessibilityInformation: { label: `${title}, ${message}, ${path}, ${description}` },
    });
  }

  dispose(): void {
    this.view.dispose();
  }

  /** All findings, in the order in which they are shown. */
  private all(): Node[] {
    return this.getChildren().flatMap((file) => this.getChildren(file));
  }
}
