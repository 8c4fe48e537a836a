import type { LoadedProgram } from '../commands/define.ts';
import { manPage } from './man-page.ts';
import { type ManualTopic, manualPages } from './pages.ts';
import { plainText } from './plain-text.ts';

export { formatSkill } from './skill.ts';

/** The whole manual: every command, every topic. As text for a reader, or as the source of a man page. */
export function formatManual(program: LoadedProgram, topics: readonly ManualTopic[], form: 'text' | 'man'): string {
  const pages = manualPages(program);
  return form === 'man' ? manPage(pages, topics, program.version) : plainText(pages, topics, program.version);
}
