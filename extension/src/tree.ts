/** All findings in a tree, by file. */
import * as vscode from 'vscode';
import { plain, titleOf } from './finding.ts';
import type { Finding } from './protocol.ts';

/** A file with its findings, or one of them; commands get it from the tree's menus. */
export interface Node {
  uri: vscode.Uri;
  findings?: readonly Finding[];
  finding?: Finding;
}

const icon = (id: string, colour: string) => new vscode.ThemeIcon(id, new vscode.ThemeColor(colour));
const ICONS = {
  error: icon('error', 'list.errorForeground'),
  warning: icon('warning', 'list.warningForeground'),
  info: icon('info', 'editorInfo.foreground'),
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
    const { t } = vscode.l10n;
    const path = vscode.workspace.asRelativePath(uri);
    if (!finding) {
      const label = `${path}, ${t('Findings: {0}', findings.length)}`;
      return Object.assign(new vscode.TreeItem(path, vscode.TreeItemCollapsibleState.Expanded), {
        resourceUri: uri,
        description: String(findings.length),
        accessibilityInformation: { label },
      });
    }
    const title = titleOf(finding, t);
    const description = t('line {0}', finding.range.start.line + 1);
    const label = [title, finding.message, path, description].join(', ');
    return Object.assign(new vscode.TreeItem(finding.message), {
      id: `${uri} ${finding.fingerprint}`,
      description,
      iconPath: ICONS[finding.severity],
      tooltip: new vscode.MarkdownString(`**${title}**\n\n${plain(finding.message)}`),
      contextValue: finding.fix === null ? 'r1' : 'r1Fix',
      command: { command: 'r1.finding.open', title, arguments: [{ uri, finding }] },
      accessibilityInformation: { label },
    });
  }

  dispose(): void {
    this.view.dispose();
  }
}
