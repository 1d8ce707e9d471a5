/** All findings in a tree, by file. */
import * as vscode from 'vscode';
import { plain, titleOf } from './finding.ts';
import type { Finding, Severity } from './protocol.ts';

/** A file with its findings, or one of them; commands get it from the tree's menus. */
export interface Node {
  uri: vscode.Uri;
  findings?: readonly Finding[];
  finding?: Finding;
}

const ICONS: Record<Severity, vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  info: new vscode.ThemeIcon('info', new vscode.ThemeColor('editorInfo.foreground')),
};

export class Tree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly files = new Map<string, Node>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view = vscode.window.createTreeView('r1.findings', { treeDataProvider: this });

  update(uri: vscode.Uri, findings: readonly Finding[]): void {
    this.files.delete(uri.toString());
    if (findings.length) this.files.set(uri.toString(), { uri, findings });
    const value = this.all().length;
    const tooltip = vscode.l10n.t('Findings: {0}', value);
    this.view.badge = value ? { value, tooltip } : undefined;
    this.changes.fire();
  }

  /** All findings, in the order in which they are shown. */
  all(): Node[] {
    return this.getChildren().flatMap((file) => this.getChildren(file));
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
    return finding && this.files.get(uri.toString());
  }

  getTreeItem({ uri, finding, findings = [] }: Node): vscode.TreeItem {
    const path = vscode.workspace.asRelativePath(uri);
    if (!finding) {
      const item = new vscode.TreeItem(path, vscode.TreeItemCollapsibleState.Expanded);
      const count = vscode.l10n.t('Findings: {0}', findings.length);
      const accessibilityInformation = { label: `${path}, ${count}` };
      const more = { resourceUri: uri, description: String(findings.length) };
      return Object.assign(item, more, { id: uri.toString(), accessibilityInformation });
    }
    const title = titleOf(finding, vscode.l10n.t);
    const line = vscode.l10n.t('line {0}', finding.range.start.line + 1);
    return Object.assign(new vscode.TreeItem(finding.message), {
      id: `${uri} ${finding.fingerprint}`,
      description: line,
      iconPath: ICONS[finding.severity],
      tooltip: new vscode.MarkdownString(`**${title}**\n\n${plain(finding.message)}`),
      contextValue: finding.fix === null ? 'r1' : 'r1Fix',
      command: { command: 'r1.finding.open', title, arguments: [{ uri, finding }] },
      accessibilityInformation: { label: `${title}, ${finding.message}, ${path}, ${line}` },
    });
  }

  dispose(): void {
    this.view.dispose();
  }
}
