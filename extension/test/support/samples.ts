/** A file with a bug in it, and a model that words it and puts it right. */
import type { Script } from './scripted.ts';

export const BUGGY = `def last(items):
    """Give the last of the items."""
    return items[len(items) - 1]


def show(items):
    for i in range(len(items) + 1):
        print(items[i])
`;

/** The line of the bug, from 1. */
export const BUG_LINE = 7;
export const FIXED_LINE = '    for i in range(len(items)):';
export const FIXED = BUGGY.replace('len(items) + 1)', 'len(items))');
/** What was committed before the function with the bug came. */
export const BEFORE = `${BUGGY.split('\n').slice(0, 3).join('\n')}\n`;

export const REVIEWED: Script = {
  answer: 'The last round reads one item too many.',
  reasoning: 'The index reaches the length.',
  by_text: { 'Now put this line right': `\`\`\`python\n${FIXED_LINE}\n\`\`\`` },
};
