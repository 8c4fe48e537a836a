import type { Command } from 'commander';
import { version } from '../../package.json';
import { TOPICS } from '../commands/help/topics.ts';
import { manPage } from './man-page.ts';
import { pagesOf } from './pages.ts';
import { plainText } from './plain-text.ts';

/** A page that is not of a command. */
export interface Topic {
  name: string;
  summary: string;
  text: string;
}

/** The whole manual: every command of the tree, every topic. As text for a reader, or as the source of a man page. */
export async function manual(program: Command, form: 'text' | 'man'): Promise<string> {
  const topics: Topic[] = [];
  for (const [name, { summary, text }] of Object.entries(TOPICS)) {
    const page = typeof text === 'string' ? text : await text();
    topics.push({ name, summary, text: page.replace(/^\n+|\s+$/g, '') });
  }
  const pages = pagesOf(program);
  return form === 'man' ? manPage(pages, topics, version) : plainText(pages, topics, version);
}
